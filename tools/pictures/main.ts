import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { buildPackage } from '../build/build'
import { annotated } from './annotated'
import { bundledModels } from './bundled-models'
import { calibrating } from './calibrating'
import { colorMaps } from './color-maps'
import { dashboard } from './dashboard'
import { depthMap } from './depth-map'
import { editorFlow } from './editor-flow'
import { exporting } from './exporting'
import { dialogInEachLanguage } from './languages'
import { measuring } from './measuring'
import { customModel, modelInfo, modelPicker, modelPickerDark } from './model-picker'
import { renderCompositions, renderSideBySide } from './render-compositions'
import { sidebar } from './sidebar'
import { stabilizing } from './stabilizing'
import { blended, canvas, fullSize, pointCloud } from './view'

/** The generated pictures of docs/pictures, by file name. */
const pictures: Readonly<Record<string, () => Promise<Buffer>>> = {
  'bundled-models.jpg': bundledModels,
  'color-maps.png': colorMaps,
  'depth-map.png': depthMap,
  'render-compositions.jpg': renderCompositions,
  'render-side-by-side.jpg': renderSideBySide,
  'editor-flow.png': editorFlow,
  'editor-sidebar.png': sidebar,
  'editor-view.jpg': canvas,
  'editor-view-full-size.jpg': fullSize,
  'editor-view-blend.jpg': blended,
  'editor-view-3d.jpg': pointCloud,
  'editor-model-picker.png': modelPicker,
  'editor-model-picker-dark.png': modelPickerDark,
  'editor-model-info.png': modelInfo,
  'editor-custom-model.png': customModel,
  'stabilizing.jpg': stabilizing,
  'editor-calibrating.jpg': calibrating,
  'editor-measuring.jpg': measuring,
  'measuring-annotated.jpg': annotated,
  'measuring-dashboard.png': dashboard,
  'exporting-cloud.jpg': exporting,
  'editor-languages.png': dialogInEachLanguage,
}

/** Writes all pictures, or those that the command line names. */
async function main(names: readonly string[]): Promise<void> {
  await buildPackage()
  for (const [name, draw] of Object.entries(pictures)) {
    if (names.length > 0 && !names.includes(name)) continue
    const file = join(packageRoot, 'docs', 'pictures', name)
    await writeFile(file, await draw())
    console.log(file)
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(thrown)
    process.exit(1)
  },
)
