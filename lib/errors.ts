import { excerpt } from './excerpt'

import { redactSecrets } from './redact'

/**
 * Every code that an error of this package can carry, with its meaning. A Catch node reads it as
 * `msg.error.code`. `docs/errors.md` lists the same codes with remedies; a test compares the two.
 */
export const errorCodes = {
  INPUT_MISSING: 'the message has nothing where an image or frame was expected',
  INPUT_UNSUPPORTED: 'the value is of a kind that cannot be used here',
  INPUT_CLONED_FRAME: 'a frame was deep-copied on its way and lost its data',
  IMAGE_INVALID: 'the bytes are not an image that can be read',
  IMAGE_TRUNCATED: 'the image ends before its end marker',
  IMAGE_EMPTY: 'the image has no bytes or no pixels',
  IMAGE_TOO_LARGE: 'the image has more pixels than the limit allows',
  IMAGE_DAMAGED: 'the body of the image cannot be decoded',
  IMAGE_UNUSABLE: 'the image is too dark, flat or frozen, so its depth would mean nothing',
  IMAGE_MISSING: 'the depth came without its image, which is needed',
  CAMERA_UNKNOWN: 'the focal length of the camera is needed, and not known',
  CROP_INVALID: 'the crop lies outside the image',
  FILE_NOT_FOUND: 'there is no such file',
  FILE_UNREADABLE: 'the file cannot be read',
  FILE_NOT_WRITABLE: 'the file cannot be written or deleted',
  FILE_EXISTS: 'there is a file of that name already',
  FILE_FORBIDDEN: 'the path lies outside the folders that settings.js allows',
  URL_FORBIDDEN: 'the host or scheme is not allowed',
  URL_FAILED: 'the URL could not be fetched',
  URL_TIMEOUT: 'the URL did not answer in time',
  URL_TOO_LARGE: 'the response is larger than the limit',
  CAMERA_FAILED: 'the camera cannot be reached, or its stream ended',
  CAMERA_DENIED: 'the camera refuses the user name or password',
  CAMERA_TIMEOUT: 'the camera sent no image in time',
  CAMERA_UNSUPPORTED: 'the camera sends something other than video that can be decoded here',
  FFMPEG_MISSING: 'ffmpeg is not installed, or too old',
  CONFIG_INVALID: 'a setting cannot be used',
  REQUEST_INVALID: 'a request to the admin API has a field that it cannot have',
  REQUEST_FORBIDDEN: 'a request to the admin API did not come from the editor',
  REQUEST_TOO_LARGE: 'a request to the admin API is larger than the limit',
  VIEW_GONE: 'a newer frame has replaced the one that the editor asked for',
  MODEL_UNKNOWN: 'there is no model with that id',
  MODEL_FILE_MISSING: 'the file of the model is missing',
  MODEL_DOWNLOADING: 'the file of the model is still being downloaded',
  MODEL_DESCRIPTOR_INVALID: 'the descriptor of the model does not match its schema',
  MODEL_INVALID: 'the file is not a model that onnxruntime can load',
  MODEL_MISMATCH: 'the inputs or outputs of the model are not those of its descriptor',
  MODEL_OUTPUT_INVALID: 'the model returned something other than depth',
  MODEL_LIMIT: 'as many models are loaded as the limit allows, and all are in use',
  RUNTIME_MISSING: 'a native package cannot be loaded on this machine',
  DEVICE_UNAVAILABLE: 'the chosen device cannot be used here',
  INFERENCE_FAILED: 'the model stopped with an error',
  INFERENCE_TIMEOUT: 'a decode or the model did not finish within the time limit',
  RUNTIME_CRASHED: 'the process that runs the model ended',
  RUNTIME_BACKOFF:
    'the process that runs the model ended repeatedly and waits before its next start',
  SERVER_UNAVAILABLE: 'no inference server can be reached, or none is ready',
  SERVER_FAILED: 'the inference server did not answer a frame with depth',
  QUEUE_FULL: 'more messages wait than the queue may hold',
  CLOSED: 'the node was closed while the message waited',
  EXPORT_FAILED: 'the depth could not be encoded for a file or message',
  DEPTH_INVALID: 'the bytes are not depth that can be read',
  RENDER_FAILED: 'the depth map could not be drawn',
  STABILIZE_FAILED: 'the depth could not be stabilized',
  CALIBRATION_INVALID: 'the references give no calibration',
  MEASURE_FAILED: 'the regions could not be measured',
  DOWNLOAD_FAILED: 'a download failed',
  DOWNLOAD_CANCELED: 'the download was canceled',
  DOWNLOAD_CORRUPT: 'the downloaded bytes do not match their size or checksum',
  DOWNLOAD_DENIED: 'the hub refuses access',
  DOWNLOAD_NOT_FOUND: 'the hub has no such file',
  DISK_FULL: 'the disk is full',
  OFFLINE: 'downloads are switched off',
  LICENSE_NOT_ACCEPTED: 'the license of the model has not been accepted',
  INTERNAL: 'a bug in this package',
} as const

export type ErrorCode = keyof typeof errorCodes

/**
 * The one error class of the package: `code` for programs, `message` for people (what was wrong,
 * with which input, what to do about it), `cause` for whoever digs deeper.
 */
export class DepthError extends Error {
  override readonly name = 'DepthError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }

  /** What Node-RED writes to its log and into `msg.error.message`: the text alone. */
  override toString(): string {
    return this.message
  }
}

/**
 * The error for a setting or an option that cannot be used.
 *
 * @param name the setting as its dialog or documentation calls it
 * @param expected completes "where … is expected", such as `a whole number from 1 to 63`
 * @param value what came
 */
export function invalidSetting(name: string, expected: string, value: unknown): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `The setting "${name}" is ${shown(value)} where ${expected} is expected.`,
  )
}

/** A value as a message shows it: short, and never the content of an object. */
function shown(value: unknown): string {
  if (value === '') return 'empty'
  if (typeof value === 'string') return JSON.stringify(excerpt(value))
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/**
 * The text of anything that was thrown, also of what cannot be turned into text, without the secrets
 * that libraries put into theirs.
 */
export function messageOf(thrown: unknown): string {
  try {
    return redactSecrets(String(thrown instanceof Error ? thrown.message : thrown))
  } catch {
    return `a value of type ${typeof thrown} without a text`
  }
}

/** The system's code of an error, or of what caused it; empty where there is none. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const { code } = thrown as NodeJS.ErrnoException
  return typeof code === 'string' && code !== '' ? code : codeOf(thrown.cause)
}

/** A thrown value as a DepthError: itself when it is one, otherwise wrapped under `code`. */
export function toDepthError(thrown: unknown, code: ErrorCode = 'INTERNAL'): DepthError {
  return thrown instanceof DepthError
    ? thrown
    : new DepthError(code, messageOf(thrown), { cause: thrown })
}
