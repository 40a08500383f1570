import { excerpt } from '../../../excerpt'
import type { AnswerBody } from './answer-body'
import type { ServerAnswer } from './connection'
import { EndpointError } from './endpoint-error'

interface Meaning {
  readonly failure: EndpointError['failure']
  readonly code: 'SERVER_UNAVAILABLE' | 'SERVER_FAILED'
  readonly remedy: string
}

const denied: Meaning = {
  failure: 'failed',
  code: 'SERVER_FAILED',
  remedy: 'Check the token, or the user name and password, of the inference server node.',
}

/** What a status means where it means something of its own. */
const meanings: Readonly<Record<number, Meaning>> = {
  401: denied,
  403: denied,
  404: {
    failure: 'failed',
    code: 'SERVER_FAILED',
    remedy:
      'Check the address, and the name and version of the model, in the inference server node.',
  },
  503: { failure: 'unreached', code: 'SERVER_UNAVAILABLE', remedy: '' },
}

/** A status of a server that is not 200. */
export class StatusError extends EndpointError {
  /** Whether it may come from a server that knows no binary tensors. */
  readonly mayMeanJson: boolean

  /** @param otherwise what a status of the server's own fault says */
  constructor(server: string, { status, body }: ServerAnswer, otherwise: 'unreached' | 'failed') {
    const isOwnFault = status >= 500 || status < 400
    const {
      failure = isOwnFault ? otherwise : 'refused',
      code = 'SERVER_FAILED',
      remedy = 'Look into the log of the server.',
    } = meanings[status] ?? {}
    super(failure, code, `${server} answered ${status}${reasonIn(body)}. ${remedy}`.trim())
    this.mayMeanJson = meanings[status] === undefined
  }
}

/** The text of an error as the protocol has it, `{ "error": "…" }`; of anything else its beginning. */
function reasonIn(body: AnswerBody): string {
  const text = body.text(0, 2000)
  let error: unknown = text
  try {
    error = (JSON.parse(text) as { readonly error?: unknown }).error ?? text
  } catch {
    // Shown as it is.
  }
  const shown = excerpt(String(error), 200).replace(/\.$/, '')
  return shown === '' ? '' : `: ${shown}`
}
