import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childEnvironment } from '../../child-environment'
import { DepthError } from '../../errors'
import { JpegParts, PartTooLargeError } from '../jpeg-parts'
import type { CameraSettings } from '../settings'
import type { Shot } from '../source'
import { ffmpegCall } from './arguments'
import { ffmpegError } from './errors'
import { guard } from './guard'
import type { FfmpegInput } from './input'
import { findFfmpeg } from './program'

const stderrTailCharacters = 4096

/** So long may ffmpeg take to say goodbye to the camera. */
const goodbyeMs = 1000

/**
 * Runs ffmpeg until its input ends or the signal is aborted; then its process has ended.
 *
 * @param shown the camera, in errors
 * @throws DepthError FFMPEG_MISSING, and those of `ffmpegError`
 */
export async function runFfmpeg(
  settings: CameraSettings,
  input: FfmpegInput,
  shown: string,
  show: (shot: Shot) => void,
  signal: AbortSignal,
): Promise<void> {
  const program = await findFfmpeg(settings.ffmpeg)
  const call = ffmpegCall(settings, input, program)
  signal.throwIfAborted()
  const child = spawn(program.command, call.arguments, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: childEnvironment(process.env),
    windowsHide: true,
  })
  const { pid } = child
  if (pid !== undefined) guard.add(pid)
  let failure: unknown
  let stderr = ''
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    child.kill('SIGTERM')
    timer ??= setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
  }
  const fail = (thrown: unknown) => {
    failure ??= thrown
    end()
  }
  const parts = new JpegParts(settings.maxBytes)
  child.stdout.on('data', (chunk: Buffer) => {
    if (failure !== undefined || signal.aborted) return
    try {
      parts.push(chunk).forEach(show)
    } catch (thrown) {
      fail(thrown instanceof PartTooLargeError ? tooLarge(shown, settings.maxBytes) : thrown)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrTailCharacters)
  })
  // A pipe fails when its other end is gone; the end of the process says why.
  for (const stream of [child.stdin, child.stdout, child.stderr])
    stream.on('error', () => undefined)
  child.on('error', fail)
  child.stdin.end(call.script)
  signal.addEventListener('abort', end, { once: true })
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null]
    signal.throwIfAborted()
    if (failure !== undefined) throw failure as Error
    const hasFailed = code !== 0 || stderr.includes('Impossible to open')
    if (hasFailed) throw ffmpegError(shown, stderr, `ffmpeg ended (${killedBy ?? code})`)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    if (pid !== undefined) guard.remove(pid)
  }
}

function tooLarge(shown: string, maxBytes: number): DepthError {
  return new DepthError(
    'IMAGE_TOO_LARGE',
    `An image of ${shown} has more than the limit of ${maxBytes} bytes. Raise "Largest file" in the node, or limit its width.`,
  )
}
