/** The images that come with the package, as the dialog of load image lists them. */
export const sampleNames = [
  'room',
  'street',
  'corridor',
  'table-top',
  'open-ground',
  'photo-coffee',
  'photo-rocket',
] as const

export type SampleName = (typeof sampleNames)[number]
