import sharp from 'sharp'
import { DepthFrame } from '../../lib/frames/depth-frame'
import type { DepthKind } from '../../lib/frames/depth-kinds'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { finiteValues } from '../../lib/depth/finite-values'
import type { SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'

/** What a value of a rendered sample's `.depth.png` is divided by to be 1/m (samples/README.md). */
const perInverseMeter = 32_767

/** The exact inverse depth of a rendered sample, from the 16-bit PNG beside it. */
export function trueDepth(sample: SampleName, image: ImageFrame): Promise<DepthFrame> {
  return trueFrame(sample, image, 'relative-inverse', (value) => value)
}

/** The exact depth of a rendered sample in meters. */
export function trueMeters(sample: SampleName, image: ImageFrame): Promise<DepthFrame> {
  return trueFrame(sample, image, 'metric', (value) => perInverseMeter / value)
}

async function trueFrame(
  sample: SampleName,
  image: ImageFrame,
  kind: DepthKind,
  depthOf: (value: number) => number,
): Promise<DepthFrame> {
  const { data: bytes, info } = await sharp(samplePath(sample).replace(/\.jpg$/, '.depth.png'))
    .toColorspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  const data = Float32Array.from(values, depthOf)
  return new DepthFrame({
    width: info.width,
    height: info.height,
    data,
    kind,
    range: finiteValues(data).range,
    model: 'truth',
    provider: 'none',
    image,
  })
}
