import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of this package, which holds models/ and samples/. Searched upwards, because the same
 * module runs from lib/ (in tests) and from dist/lib/ (installed).
 */
export const packageRoot = nearestPackage(__dirname)

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearestPackage(dirname(folder))
}
