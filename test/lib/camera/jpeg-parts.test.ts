import assert from 'node:assert/strict'
import { JpegParts, PartTooLargeError } from '../../../lib/camera/jpeg-parts'
import { partOf, partStyles } from '../../../testing/camera/mjpeg-server'
import { scene } from '../../../testing/frames/scenes'

describe('the images of an MJPEG stream', () => {
  let images: readonly Buffer[]
  before(async () => {
    images = await Promise.all([120, 160, 200].map((width) => scene(width, 90).jpeg().toBuffer()))
  })

  /** The images in a stream that comes in chunks of a size. */
  function found(stream: Buffer, chunkSize: number): Buffer[] {
    const parts = new JpegParts(1e6)
    const shots: Buffer[] = []
    for (let at = 0; at < stream.length; at += chunkSize) {
      const chunk = stream.subarray(at, at + chunkSize)
      shots.push(...parts.push(chunk, at + 1).map(({ bytes }) => bytes))
    }
    return shots
  }

  /** The lengths of what was found, up to the end marker. */
  const lengths = (shots: readonly Buffer[]) =>
    shots.map((shot) => shot.lastIndexOf(Buffer.from('ffd9', 'hex')) + 2)

  for (const [name, style] of Object.entries(partStyles)) {
    it(`are found with ${name}, in chunks of any size`, () => {
      const stream = Buffer.concat(images.map((image) => partOf(image, style)))
      for (const chunkSize of [stream.length, 1000, 7]) {
        assert.deepEqual(
          lengths(found(stream, chunkSize)),
          images.map(({ length }) => length),
          `${chunkSize}`,
        )
      }
    })
  }

  it('are found without any header between them', () => {
    assert.equal(found(Buffer.concat(images), 1000).length, 3)
  })

  it('are not mistaken for the preview inside of them', () => {
    const [image = Buffer.alloc(0), preview = Buffer.alloc(0)] = images
    const length = preview.length + 2
    const segment = Buffer.from([0xff, 0xe1, length >> 8, length & 0xff])
    const nested = Buffer.concat([image.subarray(0, 2), segment, preview, image.subarray(2)])
    const style = { announced: 'f', line: '\r\n--f\r\n' }
    assert.deepEqual(lengths(found(partOf(nested, style), 1e6)), [nested.length])
  })

  it('are left out where they are cut in half, with or without a length', () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = images
    for (const lengthOf of [undefined, () => first.length]) {
      const style = { announced: 'f', line: '\r\n--f\r\n', ...(lengthOf && { lengthOf }) }
      const half = { ...style, bytes: (image: Buffer) => image.subarray(0, image.length / 2) }
      const rest = { announced: 'f', line: '\r\n--f\r\n' }
      const stream = Buffer.concat([partOf(first, half), partOf(second, rest), partOf(first, rest)])
      assert.deepEqual(lengths(found(stream, 500)), [second.length, first.length])
    }
  })

  it('say when their first byte came', () => {
    const [image = Buffer.alloc(0)] = images
    const parts = new JpegParts(1e6)
    assert.deepEqual(parts.push(image.subarray(0, 500), 10), [])
    assert.equal(parts.push(image.subarray(500), 20)[0]?.at, 10)
  })

  it('are refused where one is larger than the limit, and nothing is kept of what is none', () => {
    const parts = new JpegParts(10_000)
    for (let turn = 0; turn < 100; turn++) parts.push(Buffer.alloc(5000, 'text '))
    parts.push(Buffer.from('ffd8ff', 'hex'))
    assert.throws(() => {
      for (let turn = 0; turn < 3; turn++) parts.push(Buffer.alloc(5000, 'text '))
    }, PartTooLargeError)
  })
})
