import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpegCall } from '../../../lib/camera/ffmpeg/arguments'
import { ffmpegError } from '../../../lib/camera/ffmpeg/errors'
import { hiddenScript } from '../../../lib/camera/ffmpeg/input'
import { ffmpegOptions } from '../../../lib/camera/ffmpeg/options'
import { findFfmpeg, versionIn } from '../../../lib/camera/ffmpeg/program'
import { Camera } from '../../../lib/camera/camera'
import type { CameraReport } from '../../../lib/camera/report'
import type { CameraSettings } from '../../../lib/camera/settings'
import type { ImageFrame } from '../../../lib/frames/image-frame'
import { packageRoot } from '../../../lib/package-root'
import { defaultConfig } from '../../../nodes/depth-camera/config'
import { cameraSettings, testSource } from '../../../testing/camera/camera-settings'
import { needsFfmpeg } from '../../../testing/camera/needs-ffmpeg'
import { coded } from '../../../testing/errors'
import { isAlive, untilGone } from '../../../testing/process/processes'
import { until } from '../../../testing/process/until'
import { RunningNodeRed } from '../../../tools/node-red'

describe('the call of ffmpeg', () => {
  const program = { command: 'ffmpeg', version: 6 }
  const input = { options: [], hiddenAddress: "rtsp://me:a'b@cam/x", protocols: 'rtsp,tcp' }

  it('keeps the address out of its arguments', () => {
    const { arguments: words, script } = ffmpegCall(cameraSettings({}), input, program)
    assert.ok(!words.join(' ').includes('me:'))
    assert.ok(words.join(' ').includes('-protocol_whitelist pipe,rtsp,tcp'))
    assert.equal(script, "ffconcat version 1.0\nfile 'rtsp://me:a'\\''b@cam/x'\n")
    assert.match(hiddenScript('rtsp://cam', { timeout: '5' }), /^option timeout '5'$/m)
  })

  it('gives options of the input to the hidden address, and others to ffmpeg', () => {
    const inputOptions = '-rtsp_transport udp -threads 1 -re'
    const { arguments: words, script } = ffmpegCall(
      cameraSettings({ inputOptions }),
      input,
      program,
    )
    assert.match(script, /^option rtsp_transport 'udp'$/m)
    assert.ok(words.join(' ').includes('-threads 1 -re -f concat'))
  })

  it('leaves out what nobody wants before it is encoded', () => {
    const settings = cameraSettings({
      intervalMs: 500,
      maxWidth: 640,
      keyFramesOnly: true,
      hardware: 'vaapi',
    })
    const words = ffmpegCall(settings, input, program).arguments.join(' ')
    assert.match(words, /-hwaccel vaapi -skip_frame nokey/)
    assert.match(
      words,
      /select='isnan\(prev_selected_t\)\+gte\(t-prev_selected_t,0\.45\)',scale='min\(640,iw\)':-2/,
    )
    assert.match(words, /-fps_mode passthrough/)
    const older = ffmpegCall(settings, input, { ...program, version: 5 }).arguments.join(' ')
    assert.match(older, /-vsync passthrough/)
  })

  it('takes options as a shell does, and runs none', () => {
    assert.deepEqual(ffmpegOptions(`-f lavfi -video_size "640x 480" -x 'a $(b)' -ss -3`), [
      ['-f', 'lavfi'],
      ['-video_size', '640x 480'],
      ['-x', 'a $(b)'],
      ['-ss', '-3'],
    ])
    for (const line of ['-i /etc/passwd', '-re out.mkv other.mkv', '-y', 'x', '-f "open', '-f']) {
      if (line !== '-f') assert.throws(() => ffmpegOptions(line), coded('CONFIG_INVALID'), line)
    }
  })

  it('knows the version by its first line', () => {
    assert.equal(versionIn('ffmpeg version 5.1.9-0+deb12u1 Copyright'), 5.1)
    assert.equal(versionIn('ffmpeg version n6.0 Copyright'), 6)
    assert.equal(versionIn('ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright'), 4.4)
    assert.equal(versionIn('ffmpeg version N-118-g1234 Copyright'), Infinity)
    assert.equal(versionIn('ffmpeg version 2025-01-30-git-1234 Copyright'), Infinity)
  })

  const complaints: [line: string, code: string][] = [
    ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized', 'CAMERA_DENIED'],
    ['/dev/video0: Device or resource busy', 'CAMERA_FAILED'],
    ['/dev/video9: No such file or directory', 'CAMERA_FAILED'],
    ['Decoder (codec av1) not found for input stream #0:0', 'CAMERA_UNSUPPORTED'],
    ["Stream map '0:v:0' matches no streams.", 'CAMERA_UNSUPPORTED'],
    ['Option rtsp_transpot not found.', 'CONFIG_INVALID'],
    ["Protocol 'file' not on whitelist 'pipe'!", 'URL_FORBIDDEN'],
    ['Connection to tcp://cam:554 failed: Connection refused', 'CAMERA_FAILED'],
    ['something new', 'CAMERA_FAILED'],
  ]
  for (const [line, code] of complaints) {
    it(`that ends with "${line}" is ${code}`, () => {
      assert.equal(ffmpegError('rtsp://cam/x', `${line}\n`, 'ffmpeg ended (1)').code, code)
    })
  }

  it('shows no password that ffmpeg prints', () => {
    const { message } = ffmpegError('cam', "Impossible to open 'rtsp://me:pw@cam/x?k=1'", '')
    assert.ok(!message.includes('pw') && !message.includes('k=1'), message)
  })

  it('says how to install it where it is missing', () =>
    assert.rejects(findFfmpeg('/nowhere/ffmpeg'), coded('FFMPEG_MISSING', /depthCameraFfmpeg/)))
})

describe('a camera through ffmpeg', function () {
  needsFfmpeg(this)
  let camera: Camera | undefined
  let frames: ImageFrame[]
  let reports: CameraReport[]
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'camera-'))
  })
  afterEach(() => camera?.stop())
  after(() => rm(folder, { recursive: true }))

  function start(changes: Partial<CameraSettings>): Camera {
    frames = []
    reports = []
    camera = new Camera(cameraSettings({ ...testSource, ...changes }), {
      onFrame: (frame) => frames.push(frame),
      onReport: (report) => reports.push(report),
      pauseMs: () => 1,
    })
    camera.start(true)
    return camera
  }

  const delivered = (count: number) => until(() => frames[count - 1])
  const retrying = () => until(() => reports.find(({ state }) => state === 'retrying'))

  /** The processes of ffmpeg that a process has started. */
  function running(of = process.pid): readonly number[] {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    return lines
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, parent, name]) => Number(parent) === of && name === 'ffmpeg')
      .map(([pid]) => Number(pid))
  }

  it('delivers frames, and leaves no process when it stops', async () => {
    start({})
    const frame = await delivered(3)
    assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
    const [pid = 0] = running()
    assert.ok(isAlive(pid))
    await camera?.stop()
    assert.deepEqual(running(), [])
    assert.equal(reports.at(-1)?.state, 'stopped')
  })

  it('is not wider than its limit', async () => {
    start({ maxWidth: 160 })
    assert.equal(String(await delivered(1)), 'ImageFrame 160x120 jpeg')
  })

  it('comes back after ffmpeg was killed', async () => {
    start({})
    await delivered(1)
    const [pid = 0] = running()
    process.kill(pid, 'SIGKILL')
    const count = frames.length
    assert.equal((await retrying()).code, 'CAMERA_FAILED')
    await delivered(count + 2)
  })

  it('ends with its Node-RED, even where that is killed', async () => {
    const flow = [
      { id: 'flow', type: 'tab' },
      {
        id: 'camera',
        type: 'depth-camera',
        z: 'flow',
        x: 1,
        y: 1,
        ...defaultConfig,
        ...testSource,
      },
    ]
    const nodeRed = await RunningNodeRed.start({ flow, packages: [packageRoot] })
    try {
      const pid = await until(() => running(nodeRed.process.pid)[0])
      nodeRed.process.kill('SIGKILL')
      await untilGone(pid, 10_000)
    } finally {
      await nodeRed.stop()
    }
  }).timeout(60_000)

  it('plays a file once, at its own speed, inside the folders of settings.js', async () => {
    const file = join(folder, 'a b.mp4')
    execFileSync('ffmpeg', [
      ...['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10', '-t', '0.5'],
      ...['-c:v', 'mjpeg', file],
    ])
    start({ kind: 'file', address: file, inputOptions: '', roots: [folder] })
    await until(() => reports.find(({ state }) => state === 'stopped'))
    assert.ok(frames.length >= 3, `${frames.length}`)
    start({ kind: 'file', address: file, inputOptions: '', roots: [join(folder, 'other')] })
    assert.equal((await retrying()).code, 'FILE_FORBIDDEN')
  })

  it('does not let a file or an address open other files', async () => {
    const list = join(folder, 'list.mp4')
    await writeFile(list, "ffconcat version 1.0\nfile 'a b.mp4'\n")
    for (const changes of [
      { kind: 'file', address: list, inputOptions: '' },
      { address: list, inputOptions: '' },
      { address: `file://${list}`, inputOptions: '' },
    ] as const) {
      start(changes)
      const { code = '' } = await retrying()
      assert.ok(['URL_FORBIDDEN', 'CAMERA_UNSUPPORTED'].includes(code), code)
      assert.equal(frames.length, 0)
      await camera?.stop()
    }
  })

  const failures: [string, Partial<CameraSettings>, code: string][] = [
    [
      'a USB device that is not there',
      { kind: 'usb', address: '/dev/video99', inputOptions: '' },
      'CAMERA_FAILED',
    ],
    [
      'a missing file',
      { kind: 'file', address: '/nowhere.mp4', inputOptions: '' },
      'FILE_NOT_FOUND',
    ],
    ['an option that does not exist', { inputOptions: '-f lavfi -nonsense 1' }, 'CONFIG_INVALID'],
    ['a missing ffmpeg', { ffmpeg: '/nowhere/ffmpeg' }, 'FFMPEG_MISSING'],
    ['an input without video', { address: 'sine', inputOptions: '-f lavfi' }, 'CAMERA_UNSUPPORTED'],
    ['a way of decoding that does not exist', { hardware: 'nonsense' }, 'CONFIG_INVALID'],
  ]
  for (const [what, changes, code] of failures) {
    it(`says what is wrong with ${what}`, async () => {
      start(changes)
      const report = await retrying()
      assert.equal(report.code, code, report.reason)
    })
  }
})
