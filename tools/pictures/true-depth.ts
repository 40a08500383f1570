import sharp from 'sharp'
import { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { finiteRange } from '../../lib/depth/finite-range'
import type { SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'

/** The exact inverse depth of a rendered sample, from the 16-bit PNG beside it (samples/README.md). */
export async function trueDepth(sample: SampleName, image: ImageFrame): Promise<DepthFrame> {
  const { data: bytes, info } = await sharp(samplePath(sample).replace(/\.jpg$/, '.depth.png'))
    .toColorspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const data = Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2))
  return new DepthFrame({
    width: info.width,
    height: info.height,
    data,
    kind: 'relative-inverse',
    range: finiteRange(data),
    model: 'truth',
    provider: 'none',
    image,
  })
}
