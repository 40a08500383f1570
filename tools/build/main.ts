import { buildPackage } from './build'

/** `npm run build` */
buildPackage().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
