import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCodes } from '../../lib/errors'
import { packageRoot } from '../../lib/package-root'

const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8')

/** Every Markdown file of the project, as paths from its root. */
function documents(): readonly string[] {
  const folders = ['docs', 'models', 'training', 'tools', 'samples', 'test']
  const below = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  return [...readdirSync(packageRoot), ...below].filter((file) => file.endsWith('.md'))
}

/** Links and images of a Markdown text that point into the project: file and heading. */
function localLinks(text: string): readonly { readonly path: string; readonly heading: string }[] {
  const withoutCode = text.replace(/```[\s\S]*?```/g, '')
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', heading = ''] = target.split('#')
      return { path, heading }
    })
}

/** The anchors that a reader's browser can jump to, as GitHub makes them of headings. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('the documents', () => {
  it('tell every error code, and none that does not exist', () => {
    const told = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
    assert.deepEqual(told.toSorted(), Object.keys(errorCodes).toSorted())
  })

  for (const document of documents()) {
    it(`link to places that exist: ${document}`, () => {
      for (const { path, heading } of localLinks(read(document))) {
        const target = path === '' ? document : join(dirname(document), decodeURI(path))
        assert.ok(existsSync(join(packageRoot, target)), `${target} does not exist`)
        if (heading !== '') assert.ok(anchors(read(target)).includes(heading), `${path}#${heading}`)
      }
    })
  }
})
