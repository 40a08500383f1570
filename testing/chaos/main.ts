import { kindInProcess } from './kind-in-process'
import { kinds } from './kinds'

const defaultSeconds = 600

/**
 * Chaos for the built package in a real Node-RED: `npm run chaos -- [seconds] [seed] [kind]`. The seconds are
 * shared by all kinds. Prints what became of the messages, and ends with 1 where one was lost.
 */
async function main([seconds = '', seed = '', only]: readonly string[]): Promise<void> {
  const names = Object.keys(kinds).filter((name) => only === undefined || name === only)
  const chosen = Number(seed) || Date.now() % 1e6
  const each = (Number(seconds) || defaultSeconds) / names.length
  console.log(`seed ${chosen}, ${each.toFixed(0)} s each`)
  for (const name of names) {
    try {
      const { counts, codes, growthMB, faults } = await kindInProcess(name, chosen, each)
      const { in: came, ...ends } = counts
      const sum = Object.entries(ends).map(([fate, count]) => `${count} ${fate}`)
      console.log(`${name}: ${came} in = ${sum.join(' + ')}; ${growthMB.toFixed(1)} MB`)
      console.log(
        `  ${Object.entries(codes)
          .map(([code, count]) => `${code} ${count}`)
          .join(', ')}`,
      )
      for (const fault of faults) console.log(`  FAULT ${fault}`)
      if (faults.length > 0) process.exitCode = 1
    } catch (error) {
      console.log(`${name}: FAULT ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
  }
}

void main(process.argv.slice(2))
