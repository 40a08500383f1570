import { OpenModelPicker, servedModel } from '../../testing/node-red/model-picker'

/** The picker while a model is downloaded. */
export function modelPicker(): Promise<Buffer> {
  return pictured(async (picker) => {
    await choose(picker)
    picker.hub.inject({ on: 'bytes', pieces: { count: 100, pauseMs: 150 } })
    await picker.button('download').click()
    await picker.card(/MB of 5\.\d+ MB · \d+ kB\/s · \d+ s left/).waitFor()
  })
}

/** The same picker before a download, in the dark theme, which only Node-RED 5 has. */
export function modelPickerDark(): Promise<Buffer> {
  return pictured(async (picker) => {
    await picker.editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')")
    await choose(picker)
  })
}

/** What the file of a downloaded model says about itself. */
export function modelInfo(): Promise<Buffer> {
  return pictured(async (picker) => {
    await choose(picker)
    await picker.button('download').click()
    await picker.button('inspect').click()
    await picker.form.locator('.depth-models-info').getByText('pixel_values').waitFor()
  })
}

/** The form that describes a custom model. */
export function customModel(): Promise<Buffer> {
  return pictured(async (picker) => {
    await picker.form.locator('[data-graph="garden.onnx"] button').click()
    await picker.card('image: float32 [1, 3, height, width] → depth:').waitFor()
  })
}

/** Takes the picture of the dialog after something was done in it. */
async function pictured(act: (picker: OpenModelPicker) => Promise<void>): Promise<Buffer> {
  const picker = await OpenModelPicker.open()
  try {
    await act(picker)
    return await picker.editor.page.locator('.red-ui-tray').screenshot()
  } finally {
    await picker.close()
  }
}

/** Chooses the model that the hub serves, and accepts its license. */
async function choose(picker: OpenModelPicker): Promise<void> {
  await picker.row(servedModel).click()
  await picker.form.locator('#node-input-precision').selectOption('q8', { force: true })
  await picker.button('accept').click()
  await picker.button('download').waitFor()
}
