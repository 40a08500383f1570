import type { Translate } from '../translate'
import type { MonitoredStage } from './monitor-api'

/** "inference: 43.2 ms, infer depth, tiny-v2" */
export function stageText(stage: MonitoredStage, translate: Translate): string {
  const { ms, name, model, provider, cold, shared } = stage
  const more = [
    name,
    model,
    provider,
    cold === true ? translate('messages.cold') : undefined,
    shared === true ? translate('messages.shared') : undefined,
  ].filter((part) => part !== undefined)
  return `${stageLabel(stage.stage, translate)}: ${[milliseconds(ms, translate), ...more].join(', ')}`
}

/** A stage in the editor's language; one that is not ours as it is called. */
export function stageLabel(stage: string, translate: Translate): string {
  const key = `stage.${stage}`
  const label = translate(key)
  return label === key ? stage : label
}

export function milliseconds(ms: number, translate: Translate): string {
  return translate('messages.ms', { value: ms < 10 ? ms.toFixed(1) : Math.round(ms) })
}
