import type { StartBackend } from './backend'
import { startModelProcess } from './onnxruntime-process/start'

/** Every backend by its name. A new one is a folder that implements `InferenceBackend`, and a row. */
export const backends = {
  'onnxruntime-process': startModelProcess,
} as const satisfies Readonly<Record<string, StartBackend>>

export type BackendName = keyof typeof backends
