import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import {
  cameraSettings,
  checks,
  defaultConfig,
  type DepthCameraConfig,
  type DepthCameraCredentials,
} from './config'
import { DepthCameraNode } from './depth-camera-node'
import { cameraEnvironment } from './environment'
import { migrations } from './migrations'
import { registerTest } from './test-route'

export = function (RED: NodeAPI): void {
  registerTest(RED)

  function register(this: Node<DepthCameraCredentials>, stored: DepthCameraConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const settings = readSettings(storedConfig(stored, defaultConfig, migrations), checks)
      const camera = cameraSettings(settings, this.credentials, cameraEnvironment(RED))
      return new DepthCameraNode(RED, this, settings, camera)
    })
  }

  RED.nodes.registerType<
    Node<DepthCameraCredentials>,
    DepthCameraConfig,
    object,
    DepthCameraCredentials
  >('depth-camera', register, {
    credentials: {
      username: { type: 'text' },
      password: { type: 'password' },
      token: { type: 'password' },
    },
    settings: { depthCameraFfmpeg: { value: 'ffmpeg', exportable: false } },
  })
}
