import type { CameraSettings } from '../settings'
import { hiddenScript, type FfmpegInput } from './input'
import { ffmpegOptions, isOwnOption } from './options'
import type { FfmpegProgram } from './program'

/** How ffmpeg is called: its arguments, and what it reads from its standard input. */
export interface FfmpegCall {
  readonly arguments: readonly string[]
  readonly script: string
}

/** 2 is best; 3 cannot be told from it. */
const jpegQuality = '3'

/** `-fps_mode` is new in this version; `-vsync` went away later. */
const fpsModeSince = 5.1

/**
 * The call that turns an input into JPEG images on standard output, each with its length before it.
 *
 * @throws DepthError CONFIG_INVALID for input options that cannot be used
 */
export function ffmpegCall(
  settings: CameraSettings,
  input: FfmpegInput,
  { version }: FfmpegProgram,
): FfmpegCall {
  const { hardware, keyFramesOnly } = settings
  const given = ffmpegOptions(settings.inputOptions)
  const isHidden = input.hiddenAddress !== undefined
  const own = given.filter((option) => !isHidden || isOwnOption(option)).flat()
  const hidden = given
    .filter((option) => isHidden && !isOwnOption(option))
    .map(([name, value = '1']) => [name.slice(1), value] as const)
  const passthrough = version < fpsModeSince ? '-vsync' : '-fps_mode'
  return {
    arguments: [
      ...['-hide_banner', '-nostats', '-loglevel', 'error'],
      ...['-fflags', 'nobuffer', '-flags', 'low_delay'],
      ...(hardware === undefined ? [] : ['-hwaccel', hardware]),
      ...(keyFramesOnly ? ['-skip_frame', 'nokey'] : []),
      ...listOption('-protocol_whitelist', isHidden ? 'pipe' : undefined, input.protocols),
      ...listOption(
        '-format_whitelist',
        isHidden && input.formats ? 'concat' : undefined,
        input.formats,
      ),
      ...input.options,
      ...own.filter((word) => word !== undefined),
      ...(isHidden ? ['-f', 'concat', '-safe', '0', '-i', 'pipe:0'] : ['-i', input.address ?? '']),
      ...[
        '-map',
        '0:v:0',
        '-an',
        '-sn',
        '-dn',
        '-vf',
        filters(settings),
        passthrough,
        'passthrough',
      ],
      ...['-c:v', 'mjpeg', '-q:v', jpegQuality, '-f', 'mpjpeg', '-flush_packets', '1', 'pipe:1'],
    ],
    script: isHidden
      ? hiddenScript(input.hiddenAddress, { ...input.hiddenOptions, ...Object.fromEntries(hidden) })
      : '',
  }
}

function listOption(name: string, ...parts: readonly (string | undefined)[]): readonly string[] {
  const list = parts.filter((part) => part !== undefined)
  return list.length === 0 ? [] : [name, list.join(',')]
}

/** Frames that nobody wants are left out before they are encoded. */
function filters({ intervalMs, maxWidth }: CameraSettings): string {
  // A little less than the interval: the times of frames waver.
  const seconds = (0.9 * intervalMs) / 1000
  const isDue = `isnan(prev_selected_t)+gte(t-prev_selected_t,${seconds})`
  return [
    ...(intervalMs > 0 ? [`select='${isDue}'`] : []),
    ...(maxWidth === undefined ? [] : [`scale='min(${maxWidth},iw)':-2`]),
    'format=yuvj420p|yuvj422p|yuvj444p',
  ].join(',')
}
