import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NodeAPI } from 'node-red'
import { defaultConfig as freshView } from '../nodes/depth-view/config'
import depthView from '../nodes/depth-view/depth-view'
import type { NodeModule } from '../testing/node-red/node-red'
import { ownTail, type Tail } from './depth-flow'

let admin: RequestListener | undefined

/** Keeps hold of the admin routes, which the test helper does not serve. */
const keepAdmin: NodeModule = (RED: NodeAPI) => {
  admin = RED.httpAdmin
}

/** Render depth, whose image view depth shows. */
export const viewTail: Tail = {
  modules: [...ownTail.modules, depthView, keepAdmin],
  nodes: (name, done) => [
    ...ownTail.nodes(name, done).map((node) => ({ ...node, wires: [[done, `view-${name}`]] })),
    { ...freshView, id: `view-${name}`, type: 'depth-view', wires: [] },
  ],
}

/** What an editor with a view in sight and the sidebar open asks for twice a second. */
const asking = `
  const ask = async () => {
    const [views] = await Promise.all(
      ['depth-view/latest', 'depth-monitor/state'].map(async (path) =>
        (await fetch(process.argv[1] + path)).json()),
    )
    for (const { node, key, id } of views) {
      const fields = { node, key, id, part: 'image', width: 400, colorMap: 'inferno' }
      const image = await fetch(process.argv[1] + 'depth-view/image?' + new URLSearchParams(fields))
      if (image.ok) process.stdout.write('.')
    }
  }
  setInterval(() => ask().catch(() => undefined), 500)
`

/**
 * Runs work while an editor, in a process of its own, looks at the views of the running flow.
 *
 * @throws Error where the editor saw no image
 */
export async function withWatchingEditor<T>(work: () => Promise<T>): Promise<T> {
  const server = createServer(admin).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const editor = spawn(process.execPath, ['-e', asking, url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let images = 0
  editor.stdout.on('data', ({ length }: Buffer) => (images += length))
  try {
    const result = await work()
    if (images === 0) throw new Error('the editor saw no image')
    return result
  } finally {
    editor.kill()
    server.closeAllConnections()
    server.close()
  }
}
