import { writeFileSync } from 'node:fs'
import { architectures, type SizeName, type Version } from './architectures'
import { depthAnythingGraph } from './depth-anything'

const usage = `Writes Depth Anything with seeded weights as an ONNX file.

  npx tsx tools/graph/main.ts <${Object.keys(architectures).join('|')}> <v1|v2> <file> [seed] [meters]

The seed is a whole number, 1 by default; with meters it is a metric model that sees so far.`

function isSize(text: string | undefined): text is SizeName {
  return text !== undefined && Object.hasOwn(architectures, text)
}

function isVersion(text: string | undefined): text is Version {
  return text === 'v1' || text === 'v2'
}

function main([size, version, file, seed = '1', meters]: readonly string[]): void {
  if (!isSize(size) || !isVersion(version) || !file || !Number.isInteger(Number(seed))) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const metric = meters === undefined ? {} : { maxDepth: Number(meters) }
  const bytes = depthAnythingGraph({ size, version, seed: Number(seed), ...metric })
  writeFileSync(file, bytes)
  console.log(`${file}: ${(bytes.length / 1e6).toFixed(1)} MB`)
}

main(process.argv.slice(2))
