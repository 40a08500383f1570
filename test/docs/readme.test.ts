import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import manifest from '../../package.json'
import { packageRoot } from '../../lib/package-root'
import { outdatedSettings } from '../../testing/node-red/stored-settings'
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
    const types = pastedFlow().map(({ type }) => type)
    for (const type of ['depth-load-image', 'depth-infer', 'depth-render']) {
      assert.ok(types.includes(type), type)
    }
    assert.deepEqual(outdatedSettings(pastedFlow()), [])
  })

  it('has a flow that runs once it is deployed, and shows a depth map on a page', async function () {
    this.timeout(60_000)
    const nodeRed = await RunningNodeRed.start({ flow: pastedFlow(), packages: [packageRoot] })
    try {
      const page = new URL('first-depth-map', nodeRed.url)
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

  it('lists every node', () => {
    const types = Object.keys(manifest['node-red'].nodes)
    assert.deepEqual(
      types.filter((type) => !readme.includes(`| \`${type}\` |`)),
      [],
    )
  })

  it('links and shows nothing by a relative address, which npm and flows.nodered.org cannot follow', () => {
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    assert.deepEqual(
      targets.filter((target) => !/^(https:\/\/|#)/.test(target)),
      [],
    )
  })
})
