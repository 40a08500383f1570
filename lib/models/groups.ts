/** The groups of models, in the order in which the picker lists them. */
export const modelGroups = [
  'bundled',
  'depth-anything-v2',
  'depth-anything-v1',
  'depth-anything-v3',
  'distill-any-depth',
  'metric',
  'custom',
] as const

export type ModelGroup = (typeof modelGroups)[number]
