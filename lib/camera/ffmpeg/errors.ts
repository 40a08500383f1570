import { DepthError, type ErrorCode } from '../../errors'
import { redactSecrets } from '../../redact'

interface Complaint {
  readonly pattern: RegExp
  readonly code: ErrorCode
  /** What is said after the camera. */
  readonly says: string
}

/** What ffmpeg says, from the special to the general. */
const complaints: readonly Complaint[] = [
  {
    pattern: /40[13] (Unauthorized|Forbidden)|authorization failed/i,
    code: 'CAMERA_DENIED',
    says: 'refuses the user name and password. Check them in the node',
  },
  {
    pattern: /not on whitelist|not in whitelist|whitelist/i,
    code: 'URL_FORBIDDEN',
    says: 'leads to a protocol or format that is not allowed here',
  },
  {
    pattern:
      /Option \S+ not found|Unrecognized option|Error (parsing|splitting|opening) (the )?(argument|option)|Unknown input format|Invalid argument for option|hwaccel|Unable to parse option|Trailing option/i,
    code: 'CONFIG_INVALID',
    says: 'cannot be opened with these settings. Check "Input options" and "Hardware" in the node',
  },
  {
    pattern:
      /Decoder .*not found|Unknown decoder|no decoder|unsupported codec|Decoding requested, but no|Could not find codec parameters|codec not currently supported/i,
    code: 'CAMERA_UNSUPPORTED',
    says: 'sends video in a codec that this ffmpeg cannot decode. Set the camera to H.264 or MJPEG',
  },
  {
    pattern: /matches no streams|does not contain any stream/i,
    code: 'CAMERA_UNSUPPORTED',
    says: 'sends no video. Check the address',
  },
  {
    pattern: /Device or resource busy|being used by another/i,
    code: 'CAMERA_FAILED',
    says: 'is in use by another program. Close that one',
  },
  {
    pattern: /Permission denied|Operation not permitted/i,
    code: 'CAMERA_FAILED',
    says: 'may not be opened by Node-RED. On Linux, add its user to the group "video", and pass the device to a container',
  },
  {
    pattern:
      /No such (file|device)|Cannot open video device|Could not find video device|does not exist/i,
    code: 'CAMERA_FAILED',
    says: 'is not there. Check the name, and that the device is plugged in',
  },
  {
    pattern: /404 (Stream )?Not Found|Server returned 4/i,
    code: 'CAMERA_FAILED',
    says: 'has no stream at this path. Check the path of the address',
  },
  {
    pattern: /timed out|timeout/i,
    code: 'CAMERA_TIMEOUT',
    says: 'did not answer in time. Check that the camera is on, and its address',
  },
  {
    pattern: /refused|unreachable|No route|resolve|not known|Network is down/i,
    code: 'CAMERA_FAILED',
    says: 'cannot be reached. Check that the camera is on, and host and port of its address',
  },
  {
    pattern: /Invalid data found/i,
    code: 'CAMERA_UNSUPPORTED',
    says: 'is not video that ffmpeg can read',
  },
]

/**
 * The error for an ffmpeg that ended.
 *
 * @param shown the camera, without secrets
 * @param stderr the end of what it wrote
 */
export function ffmpegError(shown: string, stderr: string, how: string): DepthError {
  const lines = stderr
    .split('\n')
    .map((line) =>
      redactSecrets(line)
        .replace(/^\[[^\]]*\] */, '')
        .trim(),
    )
    .filter((line) => line !== '')
  const known = complaints.find(({ pattern }) => lines.some((line) => pattern.test(line)))
  if (known === undefined) {
    const reason = lines.at(-1) ?? how
    return new DepthError('CAMERA_FAILED', `${shown} ended: ${reason}. Check that it is on.`)
  }
  const line = lines.find((candidate) => known.pattern.test(candidate)) ?? ''
  return new DepthError(known.code, `${shown} ${known.says}. (ffmpeg: ${line})`)
}
