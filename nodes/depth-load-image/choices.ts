import { sampleNames } from '../../lib/image/samples'

/** What each list of the dialog offers. */
export const choices = { sample: sampleNames } as const
