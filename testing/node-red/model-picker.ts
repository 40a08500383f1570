import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { findModel } from '../../lib/models/catalog'
import { packageRoot } from '../../lib/package-root'
import { depthAnythingGraph } from '../../tools/graph'
import { HubServer } from '../hub/hub-server'
import { OpenEditor } from './editor'
import { inferNode } from './infer-flow'

/** The model of the list that the hub serves, as q8; its license excludes commercial use. */
export const servedModel = 'depth-anything-v2-base'
const servedFile = 'onnx/model_quantized.onnx'

const flow = [
  { id: 'flow', type: 'tab', label: 'Depth' },
  {
    ...inferNode('infer', 'tiny-v2', [[]], { modelType: 'catalog', device: 'auto' }),
    z: 'flow',
    x: 300,
    y: 200,
  },
]

/**
 * The dialog of depth-infer, open in a browser, with a local hub behind it. The folder of custom
 * models holds `garden.onnx`, which has no descriptor yet.
 */
export class OpenModelPicker {
  private constructor(
    readonly hub: HubServer,
    readonly editor: OpenEditor,
    readonly form: Locator,
    readonly customFolder: string,
    readonly cacheFolder: string,
  ) {}

  static async open(): Promise<OpenModelPicker> {
    const content = await readFile(join(packageRoot, 'models', 'tiny-v2.onnx'))
    const files = [{ path: servedFile, content }]
    const commit = (await findModel(servedModel)).source?.revision ?? ''
    const hub = await HubServer.start({
      repository: `onnx-community/${servedModel}`,
      files,
      commit,
    })
    const cacheFolder = await mkdtemp(join(tmpdir(), 'depth-hub-'))
    const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cacheFolder, HF_HUB_OFFLINE: '' }
    const editor = await OpenEditor.open(flow, env)
    const customFolder = join(editor.nodeRed.userDir, 'depth-models', 'own')
    await mkdir(customFolder, { recursive: true })
    const names = { input: 'image', output: 'depth' }
    const graph = depthAnythingGraph({ size: 'tiny', version: 'v1', names })
    await writeFile(join(customFolder, 'garden.onnx'), graph)
    const form = await editor.openDialog('infer')
    const picker = new OpenModelPicker(hub, editor, form, customFolder, cacheFolder)
    await picker.row('tiny-v2').waitFor()
    return picker
  }

  row(model: string): Locator {
    return this.form.locator(`[data-model="${model}"]`)
  }

  button(action: string): Locator {
    return this.form.locator(`[data-action="${action}"]`)
  }

  card(text: string | RegExp): Locator {
    return this.form.locator('.depth-models-card').filter({ hasText: text })
  }

  async close(): Promise<void> {
    await this.editor.close()
    await this.hub.close()
    await rm(this.cacheFolder, { recursive: true, force: true })
  }
}
