import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Node, NodeStatus } from 'node-red'
import { DepthError } from '../../../lib/errors'
import { onInput } from '../../../lib/node-red/on-input'
import { errorStatus, ThrottledStatus } from '../../../lib/node-red/status'

/** Collects what a node would show in the editor. */
function shown(): { node: Pick<Node, 'status'>; texts: string[] } {
  const texts: string[] = []
  const status = (value: NodeStatus) => texts.push(value.text ?? '')
  return { node: { status }, texts }
}

describe("a node's status line", () => {
  it('shows the first at once, and of a burst the last', async () => {
    const { node, texts } = shown()
    const status = new ThrottledStatus(node, 50)
    for (let n = 0; n < 100; n++) status.set({ text: `frame ${n}` })
    assert.deepEqual(texts, ['frame 0'])
    await sleep(200)
    assert.deepEqual(texts, ['frame 0', 'frame 99'])
  })

  it('shows nothing more once the node is closed, whatever comes in late', async () => {
    const { node, texts } = shown()
    const status = new ThrottledStatus(node, 20)
    status.set({ text: 'one' })
    status.set({ text: 'two' })
    status.close()
    status.set({ text: 'three' })
    await sleep(100)
    assert.deepEqual(texts, ['one'])
  })

  it('is not turned back by a success that came before an error', async () => {
    const { node, texts } = shown()
    const status = new ThrottledStatus(node, 50)
    const input = new EventEmitter()
    onInput(
      input as unknown as Node,
      ({ fails }) => {
        if (fails === true) throw new DepthError('QUEUE_FULL', 'full')
        status.set({ text: 'fine' })
      },
      status,
    )
    for (const fails of [false, false, true]) {
      await new Promise((done) => input.emit('input', { fails }, () => undefined, done))
    }
    await sleep(200)
    assert.deepEqual(texts, ['fine', errorStatus('QUEUE_FULL').text])
  })
})
