import type { ModelDescriptor } from './descriptor'

/** What a device computes with. */
export type Hardware = 'processor' | 'graphics'

/**
 * The storage precisions of model files, and how well each suits a kind of hardware: the lowest rank
 * runs best. Processors compute in single precision whatever is stored, so half precision costs
 * them a conversion; graphics processors gain from it.
 */
export const precisions = {
  fp32: { processor: 0, graphics: 1 },
  fp16: { processor: 2, graphics: 0 },
  q8: { processor: 1, graphics: 2 },
} as const satisfies Record<string, Readonly<Record<Hardware, number>>>

export type Precision = keyof typeof precisions

export const precisionNames = Object.keys(precisions) as readonly Precision[]

/**
 * The precisions to look for, best first: the chosen one alone, or for `auto` all that the model
 * has, in the order that suits the hardware. With `auto`, a device that fell back runs the file that
 * is present; LocatedFile says which it was.
 */
export function precisionOrder(
  descriptor: ModelDescriptor,
  hardware: Hardware,
  chosen: Precision | 'auto',
): readonly Precision[] {
  if (chosen !== 'auto') return [chosen]
  return precisionNames
    .filter((precision) => descriptor.files[precision] !== undefined)
    .sort((a, b) => precisions[a][hardware] - precisions[b][hardware])
}
