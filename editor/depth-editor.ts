import './depth-editor.css'
import { mountDeviceProbe } from './device-probe'
import { ModelPicker, type PickerPlaces } from './model-picker'
import type { Translate } from './translate'

/** What the dialogs call, as `depthEditor`. */
const depthEditor = {
  mountDeviceProbe,
  mountModelPicker: (store: PickerPlaces, chosen: string, translate: Translate) =>
    new ModelPicker(store, chosen, translate),
}

Object.assign(window, { depthEditor })
