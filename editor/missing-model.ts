import type { DialogNode } from './lists'
import { modelApi, watchDownloads, type ModelList } from './model-api'
import { effectivePrecision, storeId } from './model-state'
import { currentSettings, isVariable, type Validator } from './validate'

/** What the stores have, by their id; undefined until the server has answered. */
const lists = new Map<string, ModelList | undefined>()

/**
 * The models of a store. The nodes of the flows are judged by what it has.
 *
 * @throws Error as the server's answer says
 */
export async function listModels(store: string): Promise<ModelList> {
  const list = await modelApi.list(store)
  lists.set(store, list)
  judgeNodes()
  return list
}

/**
 * Lets a validator of the setting `model` also refuse what the store does not have, so that the node
 * has its triangle before anything is sent. Not judged are paths, servers that have models of their
 * own, files that the node downloads itself, and stores that are not deployed.
 */
export function refusingMissing(validator: Validator): Validator {
  return function (value, options) {
    const judged = validator.call(this, value, options)
    const settings = currentSettings(this)
    if (judged !== true || settings['modelType'] !== 'catalog' || isVariable(value)) return judged
    const fault = faultOf(String(value), settings)
    if (fault === undefined) return true
    return options === undefined ? false : (this as DialogNode)._(`depth-infer.error.${fault}`)
  }
}

/** Asks again when something may have changed. To be called once. */
export function watchModels(): void {
  RED.events.on('deploy', askAgain)
  RED.events.on('editor:close', judgeNodes)
  watchDownloads(({ state }) => {
    if (state !== 'running') askAgain()
  })
}

function faultOf(id: string, settings: Readonly<Record<string, unknown>>) {
  const list = listOf(storeId(settings['store']))
  if (list === undefined) return undefined
  const model = list.models.find((listed) => listed.id === id)
  if (model === undefined) return 'MODEL_UNKNOWN'
  if (settings['device'] === 'server' || settings['download'] === true) return undefined
  const file = effectivePrecision(model, String(settings['precision']), String(settings['device']))
  return file?.state === 'present' ? undefined : 'MODEL_FILE_MISSING'
}

/** What is known of a store, which is asked for where nobody has yet. */
function listOf(store: string): ModelList | undefined {
  const node = RED.nodes.node(store)
  // The server does not know it, or not as it is now.
  if (store !== '' && (!node || node['changed'] === true)) return undefined
  if (!lists.has(store)) ask(store)
  return lists.get(store)
}

function ask(store: string): void {
  if (!lists.has(store)) lists.set(store, undefined)
  // A user without the permission, or a server that is down: nothing is known.
  listModels(store).catch(() => undefined)
}

function askAgain(): void {
  for (const store of lists.keys()) ask(store)
  judgeNodes()
}

/** One whose dialog is open is judged when that is closed. */
function judgeNodes(): void {
  const open = new Set(RED.editor.getEditStack().map(({ id }) => id))
  for (const node of RED.nodes.filterNodes({ type: 'depth-infer' })) {
    if (!open.has(node.id)) RED.editor.validateNode(node)
  }
  RED.view.redraw()
}
