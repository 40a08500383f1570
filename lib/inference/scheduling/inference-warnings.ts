import type { Size } from '../../frames/image-frame'
import type { ModelDescriptor } from '../../models/descriptor'
import type { InferenceResult } from '../backends/backend'

/** Something about depth that its user should know; a node warns once of each kind. */
export interface InferenceWarning {
  readonly kind: 'input-size' | 'non-finite' | 'stand-in'
  readonly message: string
}

/** A few values without a number are no reason to doubt the rest. */
const toleratedShare = 0.01

/**
 * That the model's input is not of the size that the settings ask for.
 *
 * @param sizes what the settings ask for, and what the model was given
 */
export function sizeWarning(
  image: Size,
  { name }: ModelDescriptor,
  { wanted, used }: { readonly wanted: Size; readonly used: Size },
): InferenceWarning[] {
  if (wanted.width === used.width && wanted.height === used.height) return []
  const isShrunk = wanted.width > used.width || wanted.height > used.height
  const message =
    `${name} runs an image of ${image.width}x${image.height} at ${used.width}x${used.height} and not ` +
    `at ${wanted.width}x${wanted.height}, which ` +
    (isShrunk
      ? 'would take too much memory. Crop the image, or choose another input size.'
      : 'is smaller than it can run. Choose a larger input size.')
  return [{ kind: 'input-size', message }]
}

/** That a model of this machine ran in place of a server, and why. */
export function standInWarning(
  { name }: ModelDescriptor,
  provider: string,
  reason: string | undefined,
): InferenceWarning[] {
  if (reason === undefined) return []
  return [{ kind: 'stand-in', message: `${name} runs on this machine (${provider}): ${reason}` }]
}

/** That many values are not numbers. */
export function nonFiniteWarning(
  { name }: ModelDescriptor,
  { data, nonFinite }: InferenceResult,
): InferenceWarning[] {
  const share = nonFinite / data.length
  if (share <= toleratedShare) return []
  const message =
    `${Math.round(100 * share)} % of the depth of ${name} is NaN or infinite, as happens when half ` +
    'precision overflows. Choose the precision fp32.'
  return [{ kind: 'non-finite', message }]
}
