import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCodes } from '../../lib/errors'
import { packageRoot } from '../../lib/package-root'

const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8')

/** Every document of the project and every node's help, as paths from its root. */
function documents(): readonly string[] {
  const folders = ['docs', 'models', 'nodes', 'training', 'tools', 'samples', 'test']
  const below = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  return [...readdirSync(packageRoot), ...below].filter(
    (file) => file.endsWith('.md') || /locales.*\.html$/.test(file),
  )
}

/** How the README and the help, which are read elsewhere, address what lies in the project. */
const repositoryUrl =
  /^https:\/\/(github\.com\/node-red-depth\/depth-anything\/(blob|tree)|raw\.githubusercontent\.com\/node-red-depth\/depth-anything)\/main\//

/** Links and images of a document that point into the project: file from its root, and heading. */
function localLinks(
  document: string,
): readonly { readonly file: string; readonly heading: string }[] {
  const withoutCode = read(document).replace(/```[\s\S]*?```/g, '')
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => repositoryUrl.test(target) || !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', heading = ''] = decodeURI(target).split('#')
      if (path === '') return { file: document, heading }
      const file = repositoryUrl.test(path)
        ? path.replace(repositoryUrl, '')
        : join(dirname(document), path)
      return { file, heading }
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
  it('list every error code, and none that does not exist', () => {
    const listed = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
    assert.deepEqual(listed.toSorted(), Object.keys(errorCodes).toSorted())
  })

  for (const document of documents()) {
    it(`link to places that exist: ${document}`, () => {
      for (const { file, heading } of localLinks(document)) {
        assert.ok(existsSync(join(packageRoot, file)), `${file} does not exist`)
        if (heading !== '') assert.ok(anchors(read(file)).includes(heading), `${file}#${heading}`)
      }
    })
  }
})
