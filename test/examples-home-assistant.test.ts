import assert from 'node:assert/strict'
import { join } from 'node:path'
import {
  coreNode,
  helperNode,
  loadFlow,
  receive,
  send,
  type FlowNode,
} from '../testing/node-red/node-red'
import { withNodeRed } from '../testing/node-red/node-under-test'
import { exampleNodes } from '../tools/examples/example-flow'

describe('the distance that Home Assistant is sent', () => {
  withNodeRed()

  for (const [what, msg, sent] of [
    ['meters', { payload: 3.1, figures: { unit: 'm' } }, 3.1],
    ['0 m', { payload: 0, figures: { unit: 'm' } }, 0],
    ['None where there is no figure', { payload: null, figures: { unit: 'm' } }, 'None'],
    ['None of a nearness', { payload: 0.4, figures: { unit: 'nearness' } }, 'None'],
  ] as const) {
    it(`is ${what}`, async () => {
      const nodes = await exampleNodes(join('06 - Home automation', '01 - Home Assistant.json'))
      const change = nodes.find(({ name }) => name === 'distance')
      const tested = { ...change, id: 'distance', wires: [['out']] } as FlowNode
      await loadFlow([coreNode('function/15-change')], [tested, helperNode('out')])
      send('distance', msg)
      assert.equal((await receive('out')).payload, sent)
    })
  }
})
