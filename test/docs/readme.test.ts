import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { packageRoot } from '../../lib/package-root'
import { defaultConfig as inferDefaults } from '../../nodes/depth-infer/config'
import { defaultConfig as loadDefaults } from '../../nodes/depth-load-image/config'
import { defaultConfig as renderDefaults } from '../../nodes/depth-render/config'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red'

interface FlowNode {
  readonly id: string
  readonly type: string
}

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')

/** The flow that the README offers to paste. */
function pastedFlow(): readonly FlowNode[] {
  const [, block = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? []
  return JSON.parse(block) as FlowNode[]
}

describe('the README', () => {
  it('has a flow whose depth nodes carry every setting', () => {
    const defaults: Readonly<Record<string, object>> = {
      'depth-load-image': loadDefaults,
      'depth-infer': inferDefaults,
      'depth-render': renderDefaults,
    }
    const depthNodes = pastedFlow().filter(({ type }) => type.startsWith('depth-'))
    assert.deepEqual(
      depthNodes.map(({ type }) => type),
      Object.keys(defaults),
    )
    for (const node of depthNodes) {
      const missing = Object.keys(defaults[node.type] ?? {}).filter((name) => !(name in node))
      assert.deepEqual(missing, [], node.type)
    }
  })

  it('has a flow that runs once it is deployed, and shows a depth map on a page', async function () {
    this.timeout(60_000)
    const nodeRed = await RunningNodeRed.start({ flow: pastedFlow(), packages: [packageRoot] })
    try {
      const page = new URL('depth-map', nodeRed.url)
      const image = await until(async () => {
        const bytes = Buffer.from(await (await fetch(page)).arrayBuffer())
        return bytes.length > 0 ? bytes : undefined
      })
      const { format, width, height } = await sharp(image).metadata()
      assert.deepEqual([format, width, height], ['png', 600, 400])
      const { channels } = await sharp(image).toColorspace('srgb').stats()
      assert.ok(Math.max(...channels.map(({ max, min }) => max - min)) > 100)
    } finally {
      await nodeRed.stop()
    }
  })

  it('links and shows nothing by a relative address, which npm and flows.nodered.org cannot follow', () => {
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    assert.deepEqual(
      targets.filter((target) => !/^(https:\/\/|#)/.test(target)),
      [],
    )
  })
})
