/**
 * Every code an error of this package can carry, with what it means. A Catch node reads it as
 * `msg.error.code`; `docs/errors.md` lists the same with remedies.
 */
export const errorCodes = {
  INPUT_MISSING: 'the message has nothing where an image or frame was expected',
  INPUT_UNSUPPORTED: 'the value is of a kind that cannot be used here',
  INPUT_CLONED_FRAME: 'a frame was deep-copied on its way and lost its data',
  IMAGE_INVALID: 'the bytes are no image that can be read',
  IMAGE_TRUNCATED: 'the image ends before its end marker',
  IMAGE_EMPTY: 'the image has no bytes or no pixels',
  IMAGE_TOO_LARGE: 'the image has more pixels than the limit allows',
  IMAGE_DAMAGED: 'the body of the image cannot be decoded',
  CROP_INVALID: 'the crop lies outside the image',
  FILE_NOT_FOUND: 'there is no such file',
  FILE_UNREADABLE: 'the file cannot be read',
  FILE_NOT_WRITABLE: 'the file cannot be written',
  FILE_EXISTS: 'there is a file of that name already',
  FILE_FORBIDDEN: 'the path lies outside the folders that settings.js allows',
  URL_FORBIDDEN: 'the host or scheme is not allowed',
  URL_FAILED: 'the address could not be fetched',
  URL_TIMEOUT: 'the address did not answer in time',
  URL_TOO_LARGE: 'the answer is larger than the limit',
  CONFIG_INVALID: 'a setting of the node is not usable',
  MODEL_UNKNOWN: 'there is no model of that id',
  MODEL_FILE_MISSING: 'the file of the model is not there',
  MODEL_DOWNLOADING: 'the file of the model is still being downloaded',
  MODEL_DESCRIPTOR_INVALID: 'the descriptor of the model breaks its schema',
  MODEL_INVALID: 'the file is no model that onnxruntime can load',
  MODEL_MISMATCH: 'the inputs or outputs of the model are not those of its descriptor',
  MODEL_OUTPUT_INVALID: 'the model returned something that is no depth',
  MODEL_LIMIT: 'as many models are loaded as the limit allows, and all are in use',
  RUNTIME_MISSING: 'a native package cannot be loaded on this machine',
  DEVICE_UNAVAILABLE: 'the device asked for cannot be used here',
  INFERENCE_FAILED: 'the model stopped with an error',
  INFERENCE_TIMEOUT: 'the model did not finish within the time limit',
  RUNTIME_CRASHED: 'the process that runs the model ended',
  RUNTIME_BACKOFF:
    'the process that runs the model ended repeatedly and waits before its next start',
  QUEUE_FULL: 'more messages wait than the queue may hold',
  CLOSED: 'the node was closed while the message waited',
  RENDER_FAILED: 'the depth map could not be drawn',
  DOWNLOAD_FAILED: 'a download broke off',
  DOWNLOAD_CANCELED: 'the download was canceled',
  DOWNLOAD_CORRUPT: 'the bytes received are not those that were announced',
  DOWNLOAD_DENIED: 'the hub refuses access',
  DOWNLOAD_NOT_FOUND: 'the hub has no such file',
  DISK_FULL: 'the disk is full',
  OFFLINE: 'downloads are switched off',
  LICENSE_NOT_ACCEPTED: 'the license of the model has not been accepted',
  INTERNAL: 'an error of this package itself',
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
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
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
