import assert from 'node:assert/strict'
import { migrate, renameSetting } from '../../../lib/node-red/migrations'
import {
  storedConfig,
  type Defaults,
  type VersionedConfig,
} from '../../../lib/node-red/stored-config'
import * as infer from '../../../nodes/depth-infer/config'
import { migrations as inferMigrations } from '../../../nodes/depth-infer/migrations'
import * as loadImage from '../../../nodes/depth-load-image/config'
import { migrations as loadImageMigrations } from '../../../nodes/depth-load-image/migrations'
import * as render from '../../../nodes/depth-render/config'
import { migrations as renderMigrations } from '../../../nodes/depth-render/migrations'
import * as store from '../../../nodes/depth-store/config'
import { migrations as storeMigrations } from '../../../nodes/depth-store/migrations'
import * as timing from '../../../nodes/depth-timing/config'
import { migrations as timingMigrations } from '../../../nodes/depth-timing/migrations'
import { flowsOf010, isOurs, underNewNames } from '../../../testing/node-red/flows-0.1.0'
import { coded } from '../../../testing/errors'

const nodes = {
  'depth-infer': [infer.defaultConfig, inferMigrations],
  'depth-load-image': [loadImage.defaultConfig, loadImageMigrations],
  'depth-render': [render.defaultConfig, renderMigrations],
  'depth-store': [store.defaultConfig, storeMigrations],
  'depth-timing': [timing.defaultConfig, timingMigrations],
} as const

describe('migrations', () => {
  it('run from the stored version on, in order', () => {
    const migrations = [renameSetting('a', 'b'), renameSetting('b', 'c')]
    assert.deepEqual(migrate({ configVersion: 1, a: 5 }, migrations), { configVersion: 3, c: 5 })
    assert.deepEqual(migrate({ configVersion: 2, b: 5 }, migrations), { configVersion: 3, c: 5 })
    const current = { configVersion: 3, c: 5 }
    assert.equal(migrate(current, migrations), current)
  })

  it('take settings without a version for those of the first', () => {
    assert.deepEqual(migrate({ a: 5 }, [renameSetting('a', 'b')]), { configVersion: 2, b: 5 })
  })

  it('let an old value win over a default under the new name, which an import fills in', () => {
    const stored = { a: 'chosen', b: 'default' }
    assert.equal(migrate(stored, [renameSetting('a', 'b')])['b'], 'chosen')
    assert.equal(migrate({ b: 'default' }, [renameSetting('a', 'b')])['b'], 'default')
  })

  it('leave settings of a later version alone, which the node then refuses', () => {
    const later = { configVersion: 9, a: 5 }
    assert.equal(migrate(later, [renameSetting('a', 'b')]), later)
    const stored = { id: 'n', type: 't', name: '', z: '', configVersion: 2 }
    assert.throws(
      () => storedConfig(stored, { configVersion: 1 }, []),
      coded('CONFIG_INVALID', /later version.*\(2 where this one knows up to 1\)/),
    )
  })

  for (const [type, [defaults, migrations]] of Object.entries(nodes)) {
    it(`give a ${type} of version 0.1.0 every value at run time, without an editor`, async () => {
      const old = (await flowsOf010()).filter((node) => isOurs(node) && node.type === type)
      assert.ok(old.length > 0)
      for (const node of old) {
        const stored = node as unknown as VersionedConfig
        const config = storedConfig(stored, defaults as Defaults<VersionedConfig>, migrations)
        assert.deepEqual(config, { ...defaults, ...underNewNames(node) })
      }
    })
  }

  for (const [type, [defaults]] of Object.entries(nodes)) {
    it(`are tried with every setting of ${type}, off its default`, async () => {
      const flows = await flowsOf010()
      const tab = flows.find(({ label }) => label === 'Every setting')
      const every = flows.find((node) => node.type === type && (node['z'] ?? tab?.id) === tab?.id)
      assert.ok(every)
      const settings = underNewNames(every)
      for (const [name, value] of Object.entries(defaults)) {
        if (name !== 'configVersion') assert.notDeepEqual(settings[name], value, name)
      }
    })
  }
})
