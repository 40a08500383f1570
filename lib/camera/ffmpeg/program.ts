import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { childEnvironment } from '../../child-environment'
import { codeOf, DepthError, messageOf } from '../../errors'

/** A program ffmpeg that can be used. */
export interface FfmpegProgram {
  readonly command: string
  /** Such as 5.1; git versions count as the newest. */
  readonly version: number
}

/** Options of the script that hides an address exist from this version on. */
const oldestVersion = 5

const versionLimitMs = 20_000

/** How ffmpeg is installed, by platform. */
const installs: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'brew install ffmpeg',
  win32: 'winget install ffmpeg, and restart Node-RED',
}

/** What to do where there is no ffmpeg; docs/cameras.md says it for containers. */
function installation(): string {
  const linux = existsSync('/etc/alpine-release') ? 'apk add ffmpeg' : 'apt-get install ffmpeg'
  const command = installs[process.platform] ?? linux
  return `Install it (${command}), or name its path in settings.js: depthCameraFfmpeg: '/path/to/ffmpeg'.`
}

const found = new Map<string, FfmpegProgram>()

/**
 * Asks ffmpeg for its version, once for each command that works.
 *
 * @throws DepthError FFMPEG_MISSING
 */
export async function findFfmpeg(command: string): Promise<FfmpegProgram> {
  const known = found.get(command)
  if (known !== undefined) return known
  const text = await versionText(command)
  const version = versionIn(text)
  if (version < oldestVersion) {
    throw new DepthError(
      'FFMPEG_MISSING',
      `${command} has version ${version}; version ${oldestVersion}.0 or later is needed. ${installation()}`,
    )
  }
  const program = { command, version }
  found.set(command, program)
  return program
}

/** The version in the first line of `ffmpeg -version`. */
export function versionIn(text: string): number {
  const digits = /^ffmpeg version n?(\d{1,3}(?:\.\d+)?)(?![\d-]*-\d\d-)/i.exec(text)?.[1]
  return digits === undefined ? Infinity : Number(digits)
}

function versionText(command: string): Promise<string> {
  const options = {
    env: childEnvironment(process.env),
    timeout: versionLimitMs,
    windowsHide: true,
  } as const
  return new Promise((resolve, reject) => {
    execFile(command, ['-version'], options, (error, stdout) => {
      if (error === null && stdout.startsWith('ffmpeg version')) {
        resolve(stdout)
        return
      }
      const isThere = error !== null && codeOf(error) !== 'ENOENT'
      const reason = isThere ? `cannot be run: ${firstLine(messageOf(error))}` : 'is not installed'
      const text = error === null ? 'is not ffmpeg' : reason
      reject(new DepthError('FFMPEG_MISSING', `${command} ${text}. ${installation()}`))
    })
  })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
