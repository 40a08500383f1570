import { defaultConfig as calibrate } from '../../nodes/depth-calibrate/config'
import { defaultConfig as camera } from '../../nodes/depth-camera/config'
import { defaultConfig as exportDepth } from '../../nodes/depth-export/config'
import { defaultConfig as importDepth } from '../../nodes/depth-import/config'
import { defaultConfig as infer } from '../../nodes/depth-infer/config'
import { defaultConfig as loadImage } from '../../nodes/depth-load-image/config'
import { defaultConfig as measure } from '../../nodes/depth-measure/config'
import { defaultConfig as render } from '../../nodes/depth-render/config'
import { defaultConfig as server } from '../../nodes/depth-server/config'
import { defaultConfig as stabilize } from '../../nodes/depth-stabilize/config'
import { defaultConfig as store } from '../../nodes/depth-store/config'
import { defaultConfig as stream } from '../../nodes/depth-stream/config'
import { defaultConfig as timing } from '../../nodes/depth-timing/config'
import { defaultConfig as view } from '../../nodes/depth-view/config'

const defaults: Readonly<Record<string, { readonly configVersion: number }>> = {
  'depth-camera': camera,
  'depth-load-image': loadImage,
  'depth-infer': infer,
  'depth-measure': measure,
  'depth-calibrate': calibrate,
  'depth-render': render,
  'depth-export': exportDepth,
  'depth-import': importDepth,
  'depth-stabilize': stabilize,
  'depth-stream': stream,
  'depth-timing': timing,
  'depth-view': view,
  'depth-store': store,
  'depth-server': server,
}

/** What the dialog of a fresh node stores, without its version. */
export function freshSettings(type: string): Record<string, unknown> {
  const settings = Object.entries(defaults[type] ?? {})
  return Object.fromEntries(settings.filter(([name]) => name !== 'configVersion'))
}

/** What the depth nodes of a flow lack of what the editor would store, as `type.setting`. */
export function outdatedSettings(
  flow: readonly { readonly type: string; readonly configVersion?: unknown }[],
): readonly string[] {
  return flow.flatMap((node) => {
    const current = defaults[node.type]
    if (current === undefined) return []
    const missing = Object.keys(current).filter((setting) => !(setting in node))
    const outdated = node.configVersion === current.configVersion ? [] : ['configVersion']
    return [...missing, ...outdated].map((setting) => `${node.type}.${setting}`)
  })
}
