/**
 * What the package does, for the sidebar and for programs that watch Node-RED, below its admin root:
 *
 * | route | permission | fields | answer |
 * | --- | --- | --- | --- |
 * | GET depth-monitor/state | read | | MonitorState |
 * | POST depth-monitor/unload | write | id | { unloaded: true } |
 *
 * POST takes its field from a JSON body: the `id` of a model in MonitorState. The permissions are
 * `depth-monitor.read` and `depth-monitor.write`. Nothing is kept and nothing runs between requests.
 */
import type { NodeAPI } from 'node-red'
import type { ModelPool } from '../../inference/scheduling/model-pool'
import { jsonHandler } from '../admin/request'
import { viewsOf } from '../views/routes'
import { monitorState } from './state'

const registered = new WeakSet()

/** Registers the routes, once for each Node-RED. */
export function registerMonitor(RED: NodeAPI, pool: ModelPool): void {
  if (registered.has(RED.httpAdmin)) return
  registered.add(RED.httpAdmin)
  const views = viewsOf(RED)
  RED.httpAdmin.get(
    '/depth-monitor/state',
    RED.auth.needsPermission('depth-monitor.read'),
    jsonHandler([], () => Promise.resolve(monitorState(pool, views))),
  )
  RED.httpAdmin.post(
    '/depth-monitor/unload',
    RED.auth.needsPermission('depth-monitor.write'),
    jsonHandler(['id'], ({ id }) => {
      pool.unload(id)
      return Promise.resolve({ unloaded: true })
    }),
  )
}
