import { runKind } from './run-kind'

/** Runs one kind of chaos in a process of its own, and prints its report as the last line. */
async function main([name = '', seed = '', seconds = '']: readonly string[]): Promise<void> {
  const report = await runKind(name, Number(seed), Number(seconds))
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit())
}

void main(process.argv.slice(2))
