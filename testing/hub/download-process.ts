import { downloadModel } from '../../lib/hub/download-model'
import type { StoreSettings } from '../../lib/hub/settings'
import { published } from '../models/published-model'
import { unwatched } from './store-under-test'

/** A process of its own that downloads `published` into the store named by its argument. */
const store = JSON.parse(process.argv[2] ?? '') as StoreSettings
downloadModel(published, 'fp32', store, unwatched()).then(
  ({ file }) => process.stdout.write(file),
  (error: unknown) => {
    console.error(error)
    process.exitCode = 1
  },
)
