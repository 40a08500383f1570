import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { samplePath } from '../../lib/image/sample-path'
import type { ExampleNode } from '../../tools/examples/example-flow'
import { partOf, serveHttp, startStream } from '../camera/mjpeg-server'
import { digestAccount, digestServer } from '../http/digest-server'

type CameraServer = Awaited<ReturnType<typeof serveHttp>>

/**
 * What the examples reach outside of Node-RED, on this machine: cameras, the folder /srv/depth, and
 * Node-RED's own port. Of a broker there is nothing here: .ci/peers.d/mqtt has a real one, and so has
 * .ci/peers.d/rtsp a real RTSP server.
 */
export class StandIns {
  private constructor(
    readonly cameras: CameraServer,
    readonly texts: readonly (readonly [string, string])[],
  ) {}

  /** @param folder takes the place of /srv/depth */
  static async start(folder: string, port: number): Promise<StandIns> {
    await mkdir(join(folder, 'incoming'), { recursive: true })
    return new StandIns(await serveCameras(), [
      ['/srv/depth', folder.replaceAll('\\', '/')],
      ['localhost:1880', `127.0.0.1:${port}`],
      // No worker answers without a broker.
      ['retryAfterS = 10', 'retryAfterS = 3600'],
    ])
  }

  /** The node, with what it reaches at hand. */
  of(node: ExampleNode): ExampleNode {
    if (node.type === 'depth-camera') return this.#camera(node)
    if (node.type === 'mqtt-broker') return { ...node, autoConnect: false } as ExampleNode
    const text = this.texts.reduce(
      (json, [from, to]) => json.replaceAll(from, to),
      JSON.stringify(node),
    )
    return JSON.parse(text) as ExampleNode
  }

  close(): void {
    this.cameras.close()
  }

  #camera(node: ExampleNode): ExampleNode {
    const { base } = this.cameras
    const settings = node as ExampleNode & { readonly kind: string }
    if (settings.kind !== 'snapshot') {
      return { ...settings, kind: 'mjpeg', address: `${base}/stream` } as ExampleNode
    }
    const { username, password } = digestAccount
    const account = [username, password].map(encodeURIComponent).join(':')
    return { ...settings, address: base.replace('//', `//${account}@`) } as ExampleNode
  }
}

/** A stream, and snapshots that want digest authentication. */
async function serveCameras(): Promise<CameraServer> {
  const jpeg = await readFile(samplePath('room'))
  const style = { announced: 'frame', line: '\r\n--frame\r\n' }
  const snapshots = digestServer({ qop: 'auth', body: jpeg })
  return serveHttp((request, response) => {
    if (request.url !== '/stream') {
      snapshots.listener(request, response)
      return
    }
    startStream(response, style)
    const timer = setInterval(() => response.write(partOf(jpeg, style)), 1000)
    response.on('close', () => clearInterval(timer))
  })
}
