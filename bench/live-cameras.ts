import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { defaultConfig } from '../nodes/depth-camera/config'
import depthCamera from '../nodes/depth-camera/depth-camera'
import depthInfer from '../nodes/depth-infer/depth-infer'
import { inferNode } from '../testing/node-red/infer-flow'
import {
  helperNode,
  loadFlow,
  send,
  startNodeRed,
  stopNodeRed,
  unloadFlow,
} from '../testing/node-red/node-red'
import { image, imageSizes } from './images'

/** What each camera sends. */
export const framesPerSecond = 10
const serverFile = join(__dirname, '..', 'testing', 'camera', 'mjpeg-process.ts')

/** Runs work with a Node-RED, and with a server of MJPEG in 720p in a process of its own. */
export async function withServer<T>(work: (address: string) => Promise<T>): Promise<T> {
  const { file } = await image(imageSizes['720p'])
  const words = ['--import', 'tsx', serverFile, file, String(framesPerSecond)]
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    await startNodeRed()
    return await work(line.toString().trim())
  } finally {
    server.kill()
    await stopNodeRed()
  }
}

/** Runs work with cameras that feed one infer depth node, which feeds `done`; they start by message. */
export async function withCameras<T>(
  count: number,
  address: string,
  model: string,
  work: (tell: (payload: 'start' | 'stop') => void) => Promise<T>,
  inferSettings: Record<string, unknown> = {},
): Promise<T> {
  const ids = Array.from({ length: count }, (_, index) => `camera${index}`)
  const settings = { ...defaultConfig, type: 'depth-camera', address, autostart: false, rate: '' }
  await loadFlow(
    [depthCamera, depthInfer],
    [
      ...ids.map((id) => ({ ...settings, id, name: id, wires: [['infer'], []] })),
      inferNode('infer', model, [['done']], inferSettings),
      helperNode('done'),
    ],
  )
  try {
    return await work((payload) => {
      for (const id of ids) send(id, { payload })
    })
  } finally {
    await unloadFlow()
  }
}
