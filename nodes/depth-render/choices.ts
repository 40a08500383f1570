import { colorMapNames } from '../../lib/render/color-maps'
import { formats, type FormatName } from '../../lib/render/encode'
import { outputKinds } from '../../lib/render/render'
import { rangeChoices, sizeChoices } from './config'

/** What each list of the dialog offers. */
export const choices = {
  /** `msg`: `msg.colorMap` names it. */
  colorMap: [...colorMapNames, 'msg'],
  range: Object.keys(rangeChoices),
  size: Object.keys(sizeChoices),
  output: outputKinds,
  format: Object.keys(formats) as readonly FormatName[],
} as const
