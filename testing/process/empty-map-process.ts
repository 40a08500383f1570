import { EmptyMaps } from '../../lib/node-red/empty-maps/empty-maps'
import { depthFrame } from '../frames/depth-frames'

/** Takes one empty map after the other until it is killed: `node … <folder> <width>`. */
async function main(): Promise<void> {
  const [folder = '', width = ''] = process.argv.slice(2)
  const maps = new EmptyMaps(folder)
  for (let value = 1; ; value++) {
    const row = Array.from({ length: Number(width) }, () => value)
    await maps.take(
      '',
      depthFrame(
        Array.from(row, () => row),
        { kind: 'metric' },
      ),
    )
    process.stdout.write('.')
  }
}

void main()
