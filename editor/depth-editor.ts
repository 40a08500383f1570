import './depth-editor.css'
import { mountDeviceProbe } from './device-probe'
import { ModelPicker, type PickerPlaces } from './model-picker'
import type { Words } from './translate'

/** What the dialogs call, as `depthEditor`. */
const depthEditor = {
  mountDeviceProbe,
  mountModelPicker: (places: PickerPlaces, chosen: string, words: Words) =>
    new ModelPicker(places, chosen, words),
}

Object.assign(window, { depthEditor })
