import type { ErrorCode } from '../../../errors'
import type { ModelDescriptor } from '../../../models/descriptor'
import type { ServerResult, ServerRun } from './run-at-server'
import type { ServerSettings } from './settings'

/** What the client's thread is started with. */
export interface ThreadData {
  readonly settings: ServerSettings
  readonly descriptor: ModelDescriptor
}

/** A run, under a number that its answer carries: answers come in any order. */
export interface RunMessage extends ServerRun {
  readonly number: number
}

export type AnswerMessage =
  | { readonly number: number; readonly result: ServerResult; readonly totalMs: number }
  | {
      readonly number: number
      readonly error: { readonly code: ErrorCode; readonly message: string }
    }
