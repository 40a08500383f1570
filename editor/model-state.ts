import type { ListedModel, ListedPrecision, Precision } from './model-api'
import { hardwareOf, isDevice } from '../lib/inference/providers'
import { sizeText } from '../lib/hub/progress-text'
import { measuredModels } from '../lib/models/measured'
import type { Translate } from './translate'

/** What the store has of a file, as the picker shows it. */
export type Availability = 'present' | 'downloading' | 'partial' | 'absent'

export function availability({ state, download }: ListedPrecision): Availability {
  return download?.state === 'running' ? 'downloading' : state
}

/** Of a whole model: the best that any of its precisions has. */
export function modelAvailability({ precisions }: ListedModel): Availability {
  const states = precisions.map(availability)
  const order = ['downloading', 'present', 'partial'] as const
  return order.find((state) => states.includes(state)) ?? 'absent'
}

/**
 * The precision that would run: the chosen one, else the one that suits the device, or where that
 * is not downloaded, another that is. As lib/models/precision.ts does it.
 */
export function effectivePrecision(
  model: ListedModel,
  chosen: string,
  device: string,
): ListedPrecision | undefined {
  const named = (precision?: Precision) =>
    model.precisions.find((entry) => entry.precision === precision)
  const hardware = isDevice(device) ? hardwareOf(device) : 'processor'
  const preferred = named(model.preferred[hardware])
  const present = model.precisions.find(({ state }) => state === 'present')
  const automatic = preferred?.state === 'present' ? preferred : (present ?? preferred)
  return named(chosen as Precision) ?? automatic ?? model.precisions[0]
}

/**
 * The size of a file on disk, or else of its download, marked where it is approximate;
 * undefined where it is not known.
 */
export function fileSizeText(file: ListedPrecision): string | undefined {
  if (file.state === 'present') return sizeText(file.bytes)
  const total = file.state === 'partial' ? file.total : file.download?.total
  if (total !== undefined) return sizeText(total)
  if (file.downloadBytes === undefined) return undefined
  return `${file.approximate ? '≈ ' : ''}${sizeText(file.downloadBytes)}`
}

/** What is said of a model: of one of the catalog in the editor's language, else as its descriptor says it. */
export function descriptionOf({ id, description = '' }: ListedModel, translate: Translate): string {
  const key = `description.${id}`
  const text = translate(key)
  return text.endsWith(key) ? description : text
}

/** The id that a field for a model store holds; the editor's value for "add a new one" is none. */
export function storeId(value: unknown): string {
  return typeof value === 'string' && value !== '_ADD_' ? value : ''
}

/**
 * How well a model does where that is measured; of a q8 file, that it is not and how to do so; else
 * nothing.
 */
export function accuracyText(
  model: ListedModel,
  { precision }: ListedPrecision,
  translate: Translate,
): string {
  const measured = measuredModels[model.id]
  if (measured !== undefined) return translate('picker.measured', { ...measured })
  if (precision !== 'q8') return ''
  const other = model.precisions.find((file) => file.precision !== 'q8')?.precision ?? 'fp32'
  return translate('picker.notMeasured', { precision, other })
}
