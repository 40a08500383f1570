import assert from 'node:assert/strict'
import type { DepthError } from '../../../lib/errors'
import { frameSummaryError } from '../../../lib/frames/frame-summary'
import { loadImage } from '../../../lib/image/load'
import { depthFrameFrom, imageFrameFrom } from '../../../lib/node-red/frame-input'
import { depthFrame, undecodedImage } from '../../../testing/frames/depth-frames'

const frames = [undecodedImage({ width: 4, height: 2 }), depthFrame([[1, 2]])] as const

const remains: Readonly<Record<string, (frame: object) => unknown>> = {
  '{ ...frame }': (frame) => ({ ...frame }),
  'Object.assign({}, frame)': (frame) => Object.assign({}, frame),
  'JSON and back': (frame) => JSON.parse(JSON.stringify(frame)) as unknown,
  structuredClone: (frame) => structuredClone(frame),
  'JSON text': (frame) => JSON.stringify(frame),
  'a text': String,
  'what a template makes of it': (frame) => Object.prototype.toString.call(frame),
}

describe('the summary of a frame', () => {
  for (const [name, make] of Object.entries(remains)) {
    for (const frame of frames) {
      const value = make(frame)
      it(`is told from an image and from depth: ${name} of ${String(frame)}`, async () => {
        const expected = ({ code, message }: DepthError) =>
          code === 'INPUT_CLONED_FRAME' &&
          message.includes('msg.payload is only a summary of a frame')
        assert.throws(() => imageFrameFrom(value, 'msg.payload'), expected)
        assert.throws(() => depthFrameFrom(value, 'msg.payload'), expected)
        await assert.rejects(loadImage(value, { label: 'msg.payload' }), expected)
      })
    }
  }

  it('is nothing else', () => {
    const others = [
      ...frames,
      '/srv/ImageFrame 1.jpg',
      'ImageFrame.jpg',
      '{"type":"Buffer","data":[1]}',
      { id: 7 },
      { id: 'door' },
      { id: frames[0].id, image: 'x' },
      { type: 'ImageFrame' },
      null,
      undefined,
      5,
    ]
    for (const value of others) assert.equal(frameSummaryError(value, 'msg.payload'), undefined)
  })
})
