/**
 * The Test button of the dialog, below Node-RED's admin root:
 *
 * | route | fields | answer |
 * | --- | --- | --- |
 * | POST depth-camera/test | node, those of DepthCameraConfig and DepthCameraCredentials | CameraTest |
 *
 * The permission is `depth-camera.write`. `node` is the id of the node, for the password that the
 * editor does not know. Settings that cannot be used are answered with a status from 400 on and
 * `{ code, message }`.
 */
import type { NodeAPI } from 'node-red'
import { tryCamera, type CameraTrial } from '../../lib/camera/try-camera'
import { toDepthError, type ErrorCode } from '../../lib/errors'
import type { Size } from '../../lib/frames/image-frame'
import { encodeJpeg } from '../../lib/image/encode-jpeg'
import { jsonHandler, type Fields } from '../../lib/node-red/admin/request'
import { readSettings } from '../../lib/node-red/checks'
import {
  cameraSettings,
  checks,
  defaultConfig,
  type DepthCameraConfig,
  type DepthCameraCredentials,
} from './config'
import { cameraEnvironment } from './environment'

/** What the dialog shows: what the camera sees, or why nothing. */
export type CameraTest = CameraSeen | CameraFailed

/** The first frame, small, with its real size, and the rate. */
interface CameraSeen extends Size {
  /** A data URI. */
  readonly image: string
  readonly format: string
  readonly fps: number
}

interface CameraFailed {
  readonly code: ErrorCode
  readonly reason: string
}

const previewWidth = 320
const previewQuality = 80

/** What the editor sends for a password that it does not know. */
const unknownPassword = '__PWRD__'

const credentialNames = ['username', 'password', 'token'] as const

const registered = new WeakSet()

/** Registers the route, once for each Node-RED. */
export function registerTest(RED: NodeAPI): void {
  if (registered.has(RED.httpAdmin)) return
  registered.add(RED.httpAdmin)
  RED.httpAdmin.post(
    '/depth-camera/test',
    RED.auth.needsPermission('depth-camera.write'),
    jsonHandler(['node', ...Object.keys(checks), ...credentialNames], (fields) =>
      test(RED, fields),
    ),
  )
}

async function test(RED: NodeAPI, fields: Fields<string>): Promise<CameraTest> {
  const { node: id = '' } = fields
  const node = RED.nodes.getNode(id)
  const settled = Object.entries(fields).map(
    ([name, value]) => [name, withEnvironment(RED, node, value)] as const,
  )
  const config = {
    ...defaultConfig,
    ...Object.fromEntries(settled),
  } as unknown as DepthCameraConfig
  const credentials = credentialsIn(RED, id, fields)
  const settings = readSettings(config, checks)
  const camera = cameraSettings(settings, credentials, cameraEnvironment(RED))
  try {
    // The rate that the camera has, and not the one that it will be limited to.
    return await seen(await tryCamera({ ...camera, intervalMs: 0 }))
  } catch (thrown) {
    const { code, message } = toDepthError(thrown)
    return { code, reason: message }
  }
}

async function seen({ frame, fps }: CameraTrial): Promise<CameraSeen> {
  const { width, height, format } = frame
  const previewHeight = Math.max(1, Math.round((previewWidth * height) / width))
  const { pixels } = await frame.pixels({ width: previewWidth, height: previewHeight })
  const jpeg = await encodeJpeg(pixels, previewQuality)
  return { image: `data:image/jpeg;base64,${jpeg.toString('base64')}`, width, height, format, fps }
}

/** `${NAME}`, as Node-RED replaces it when the flow starts. */
function withEnvironment(
  RED: NodeAPI,
  node: ReturnType<NodeAPI['nodes']['getNode']>,
  value: string,
): unknown {
  if (!value.includes('${')) return value
  return RED.util.evaluateNodeProperty(value, 'env', node, {}) as unknown
}

function credentialsIn(RED: NodeAPI, id: string, given: Fields<string>): DepthCameraCredentials {
  const stored = RED.nodes.getCredentials(id) as DepthCameraCredentials | undefined
  const values = credentialNames.map((name) => [
    name,
    given[name] === unknownPassword ? stored?.[name] : given[name],
  ])
  return Object.fromEntries(values) as DepthCameraCredentials
}
