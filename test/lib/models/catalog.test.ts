import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DepthError } from '../../../lib/errors'
import { catalogFolder, findModel, loadCatalog } from '../../../lib/models/catalog'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { modelGroups } from '../../../lib/models/groups'
import { readDescriptor } from '../../../lib/models/read-descriptor'
import { packageRoot } from '../../../lib/package-root'
import { catalogRow } from '../../../testing/models/catalog-row'

describe('the catalog of models', () => {
  it('holds every descriptor of models/ under the name of its file', async () => {
    const names = (await readdir(catalogFolder)).filter((name) => name.endsWith('.json'))
    const ids = (await loadCatalog()).map((descriptor) => `${descriptor.id}.json`)
    assert.deepEqual(ids, names.toSorted())
  })

  it('has a model in every group, but for that of custom models', async () => {
    const groups = new Set((await loadCatalog()).map(({ group }) => group))
    assert.deepEqual(
      modelGroups.filter((group) => !groups.has(group)),
      ['custom'],
    )
  })

  it('gives every model that is not bundled a source and a first precision', async () => {
    for (const descriptor of await loadCatalog()) {
      assert.equal(descriptor.source === undefined, descriptor.group === 'bundled', descriptor.id)
      assert.ok(Object.keys(descriptor.files).length > 0, descriptor.id)
    }
  })

  it('marks only fields that exist as unverified', async () => {
    for (const descriptor of await loadCatalog()) {
      for (const pointer of descriptor.unverified ?? []) {
        assert.notEqual(valueAt(descriptor, pointer), undefined, `${descriptor.id} ${pointer}`)
      }
    }
  })

  it('is listed in docs/models.md with every size, license and doubt', async () => {
    const page = await readFile(join(packageRoot, 'docs', 'models.md'), 'utf8')
    for (const descriptor of await loadCatalog()) {
      if (descriptor.group === 'bundled') continue
      assert.ok(page.includes(`${catalogRow(descriptor)}\n`), catalogRow(descriptor))
    }
  })

  it('comes with examples of descriptors of a user, to which docs/models.md leads', async () => {
    const page = await readFile(join(packageRoot, 'docs', 'models.md'), 'utf8')
    const folder = join(catalogFolder, 'example')
    for (const name of await readdir(folder)) {
      assert.equal((await readDescriptor(join(folder, name))).group, 'custom')
      assert.ok(page.includes(`../models/example/${name}`), name)
    }
    const shown = await readFile(join(folder, 'depth_anything_v2_vits_dynamic.json'), 'utf8')
    assert.ok(page.includes(shown.trim()))
  })

  it('allows commercial use where the license does', async () => {
    for (const { id, license } of await loadCatalog()) {
      assert.equal(license.commercial, !license.spdx.includes('-NC-'), id)
    }
  })

  it('answers an unknown id with those there are', async () => {
    await assert.rejects(findModel('depth-anything-v2-smal'), (error: DepthError) => {
      assert.equal(error.code, 'MODEL_UNKNOWN')
      assert.match(
        error.message,
        /"depth-anything-v2-smal"\. The ids are .*depth-anything-v2-small, /,
      )
      return true
    })
  })

  it('finds a model by its id', async () => {
    assert.equal((await findModel('tiny-v2')).input.size, 252)
  })
})

function valueAt(descriptor: ModelDescriptor, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], descriptor)
}
