import type { ModelDescriptor, Precision } from './descriptor'

/**
 * What runs best where, best first. Processors compute in single precision whatever is stored, so
 * half precision costs them a conversion; graphics processors gain from it. To be changed when a
 * measurement with the published weights says otherwise.
 */
const processorOrder: readonly Precision[] = ['fp32', 'q8', 'fp16']
const graphicsOrder: readonly Precision[] = ['fp16', 'fp32', 'q8']

/** `auto` may end on either; single precision runs well on both. */
const onProcessor: readonly string[] = ['auto', 'cpu', 'wasm']

/**
 * The precisions to look for, best first: the chosen one alone, or for `auto` all that the model
 * has, in the order that suits the device. With `auto`, a device that fell back runs the file that
 * is present; LocatedFile says which it was.
 *
 * @param device the execution provider, such as `cpu` or `cuda`, or `auto`.
 */
export function precisionOrder(
  descriptor: ModelDescriptor,
  device: string,
  chosen: Precision | 'auto',
): readonly Precision[] {
  if (chosen !== 'auto') return [chosen]
  const order = onProcessor.includes(device) ? processorOrder : graphicsOrder
  return order.filter((precision) => descriptor.files[precision] !== undefined)
}
