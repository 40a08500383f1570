import { join } from 'node:path'
import { packageRoot } from '../package-root'
import type { SampleName } from './sample-names'

/** Path of a sample image, a JPEG. */
export function samplePath(name: SampleName): string {
  return join(packageRoot, 'samples', `${name}.jpg`)
}
