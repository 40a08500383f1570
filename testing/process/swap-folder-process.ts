import { renameSync } from 'node:fs'

/** A process of its own that swaps a folder for a link, and back, until it is ended. */
const [folder = '', link = '', aside = ''] = process.argv.slice(2)
process.send?.('started')
for (;;) {
  renameSync(folder, aside)
  renameSync(link, folder)
  renameSync(folder, link)
  renameSync(aside, folder)
}
