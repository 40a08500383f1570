import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { packageRoot } from '../../lib/package-root'
import { httpNodeAuth, httpNodeLogin } from '../../testing/node-red/http-node-auth'
import { freshSettings } from '../../testing/node-red/stored-settings'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red'

const python = process.env['PYTHON']
if (python === undefined) throw new Error('PYTHON is not set: run .ci/peers stream-viewers')
const script = join(__dirname, 'stream_viewers.py')

interface Addresses {
  /** MJPEG, with name and password. */
  readonly stream: string
  readonly snapshot: string
  /** Where the viewer puts what it has seen, an image a file. */
  readonly folder: string
}

/** Programs that watch, and write the images that they see, until they are ended. */
const programs: Readonly<Record<string, (where: Addresses) => readonly string[]>> = {
  curl: ({ snapshot, folder }) => [
    ...['curl', '--silent', '--fail', '--rate', '5/s'],
    ...[`${snapshot}?n=[1-1000]`, '--output', join(folder, '#1.jpg')],
  ],
  ffmpeg: ({ stream, folder }) => ['ffmpeg', '-i', stream, join(folder, '%d.png')],
  VLC: ({ stream, folder }) => [
    ...['cvlc', '--intf', 'dummy', '--no-audio', '--vout', 'dummy', stream],
    ...['--video-filter', 'scene', '--scene-ratio', '3'],
    ...['--scene-format', 'png', '--scene-path', folder],
  ],
  OpenCV: ({ stream, folder }) => [python, script, 'opencv', stream, folder],
  'the still image of Home Assistant': ({ snapshot, folder }) => [
    ...[python, script, 'home-assistant-still', snapshot, folder],
  ],
  'the stream of Home Assistant': ({ stream, folder }) => [
    ...[python, script, 'home-assistant-stream', stream, folder],
  ],
}

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }

const imageCount = 8
const imageEveryMs = 200

const flow = [
  { id: 'flow', type: 'tab' },
  { id: 'in', type: 'http in', url: '/show', method: 'post', wires: [['stream', 'answer']] },
  {
    id: 'stream',
    type: 'depth-stream',
    ...freshSettings('depth-stream'),
    path: 'yard',
    viewers: 1,
    wires: [],
  },
  { id: 'answer', type: 'http response', wires: [] },
].map((node) => ({ z: 'flow', x: 0, y: 0, ...node }))

describe('programs that watch a stream with a password', () => {
  let nodeRed: RunningNodeRed
  let images: readonly Buffer[]
  let showing: NodeJS.Timeout
  let folder: string

  before(async () => {
    images = await Promise.all(
      Array.from({ length: imageCount }, (_, index) => gray(20 + 30 * index)),
    )
    nodeRed = await RunningNodeRed.start({
      flow,
      packages: [packageRoot],
      settings: { httpNodeAuth },
    })
    let next = 0
    showing = setInterval(() => {
      void show(images[next % imageCount] ?? assert.fail())
      next += 1
    }, imageEveryMs)
  })
  after(async () => {
    clearInterval(showing)
    await nodeRed.stop()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-viewer-'))
    await chmod(folder, 0o777)
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
    // There is room for one viewer: the last one has been let go of.
    await until(
      async () => (await fetch(address('depth-stream/yard.jpg'), { headers })).ok || undefined,
    )
  })

  const headers = {
    authorization: `Basic ${Buffer.from(httpNodeLogin).toString('base64')}`,
    'content-type': 'image/jpeg',
  }
  const address = (path: string) => new URL(path, nodeRed.url)
  const show = (jpeg: Buffer) =>
    fetch(address('show'), { method: 'POST', headers, body: new Uint8Array(jpeg) })

  /** The different images that lie in the folder; one that is being written does not count yet. */
  async function seen(): Promise<ReadonlySet<number>> {
    const files = (await readdir(folder)).filter((name) => /\.(jpg|png)$/.test(name))
    const levels = files.map((name) => levelOf(join(folder, name)).catch(() => NaN))
    return new Set((await Promise.all(levels)).filter((level) => !Number.isNaN(level)))
  }

  for (const [name, command] of Object.entries(programs)) {
    it(`${name} sees the images change`, async () => {
      const base = nodeRed.url.replace('//', `//${httpNodeLogin}@`) + 'depth-stream/yard'
      const [program = '', ...words] = command({
        stream: `${base}.mjpg`,
        snapshot: `${base}.jpg`,
        folder,
      })
      const env = { ...process.env, HOME: folder }
      // VLC refuses to run as root.
      const user = isRoot && program === 'cvlc' ? nobody : {}
      const viewer = spawn(program, words, { stdio: 'ignore', env, ...user })
      const ended = once(viewer, 'exit')
      try {
        await until(async () => {
          assert.equal(viewer.exitCode, null, `${name} has ended by itself`)
          return (await seen()).size >= imageCount / 2 || undefined
        }, 50_000)
      } finally {
        viewer.kill('SIGKILL')
        await ended
      }
    })
  }
})

async function gray(level: number): Promise<Buffer> {
  const background = { r: level, g: level, b: level }
  return sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .jpeg()
    .toBuffer()
}

/** The mean of an image, in steps that are wider than what encoders and players change. */
async function levelOf(file: string): Promise<number> {
  const { channels } = await sharp(file).stats()
  return Math.round(((channels[0]?.mean ?? NaN) - 20) / 30)
}
