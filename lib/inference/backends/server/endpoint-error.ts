import { DepthError, type ErrorCode } from '../../../errors'

/**
 * What a failed request says of its address:
 * - `unreached`: no server has worked on it, so another one may be asked
 * - `failed`: the server may have worked on it
 * - `refused`: the server is well, and does not take this request
 */
type Failure = 'unreached' | 'failed' | 'refused'

/** A request to one address of an inference server that failed. */
export class EndpointError extends DepthError {
  constructor(
    readonly failure: Failure,
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options)
  }
}
