import type { StartBackend } from './backend'
import { startModelProcess } from './onnxruntime-process/start'
import { startServerClient } from './server/server-client'

/** Every backend by its name. A new one is a folder that implements `InferenceBackend`, and a row. */
export const backends = {
  'onnxruntime-process': startModelProcess,
  server: startServerClient,
} as const satisfies Readonly<Record<string, StartBackend>>

export type BackendName = keyof typeof backends
