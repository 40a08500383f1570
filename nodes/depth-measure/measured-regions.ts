import type { NodeAPI } from 'node-red'
import { bounds } from '../../lib/depth/geometry/shape'
import { regionsOfBoxes } from '../../lib/depth/regions/boxes'
import { regionsOfMessage } from '../../lib/depth/regions/message-regions'
import type { NamedRegion } from '../../lib/depth/regions/named-region'
import type { Size } from '../../lib/frames/image-frame'
import { getProperty, type FlowMessage } from '../../lib/node-red/message'
import type { MeasureSettings } from './config'

/** What is measured in one frame. */
export interface MeasuredRegions {
  readonly regions: readonly NamedRegion[]
  /** Undefined where the message has none, which is not the same as an empty list. */
  readonly boxes: readonly NamedRegion[] | undefined
}

/**
 * The regions of the dialog for a key, those of `msg.regions` (one of the same name replaces that of the
 * dialog), and the boxes of the message.
 *
 * @param image its size in pixels
 * @throws DepthError INPUT_UNSUPPORTED
 */
export function regionsFor(
  RED: NodeAPI,
  msg: FlowMessage,
  key: string,
  settings: MeasureSettings,
  image: Size,
): MeasuredRegions {
  const named = new Map<string, NamedRegion>()
  for (const { key: of, name, shape } of settings.regions) {
    if (of === key) named.set(name, { name, shape, frame: bounds(shape) })
  }
  const sent = msg['regions']
  if (sent !== undefined && sent !== null) {
    for (const region of regionsOfMessage(sent, 'msg.regions')) named.set(region.name, region)
  }
  const found = getProperty(RED, msg, settings.boxes)
  const isMissing = found === undefined || found === null
  return {
    regions: [...named.values()],
    boxes: isMissing
      ? undefined
      : regionsOfBoxes(found, `msg.${settings.boxes}`, boxOptions(settings, image), [
          ...named.keys(),
        ]),
  }
}

function boxOptions(settings: MeasureSettings, image: Size) {
  const { boxFormat, boxUnit, boxWidth, boxHeight, boxPart } = settings
  const pixels = { width: boxWidth ?? image.width, height: boxHeight ?? image.height }
  return {
    format: boxFormat,
    scale: boxUnit === 'pixels' ? pixels : { width: 1, height: 1 },
    part: boxPart / 100,
  }
}
