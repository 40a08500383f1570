import type { DepthKind } from '../frames/depth-frame'

/** How an image's size becomes the model's input size; see lib/image/sizing.ts. */
export type SizingPolicy = 'lower_bound' | 'minimal' | 'fixed' | 'longest'

/** Storage precision of a model file; which exist differs from model to model. */
export type Precision = 'fp32' | 'fp16' | 'q8'

export type ModelGroup =
  | 'bundled'
  | 'depth-anything-v1'
  | 'depth-anything-v2'
  | 'depth-anything-v2-metric'
  | 'depth-anything-v3'
  | 'custom'

/** One file of a model. */
export interface ModelFile {
  /** Path inside the repository, or relative to the descriptor's folder for bundled and own ones. */
  readonly path: string
  readonly bytes?: number
  readonly sha256?: string
  /** Files that lie beside the graph and hold its weights (`model.onnx_data`). */
  readonly externalData?: readonly Omit<ModelFile, 'externalData'>[]
}

export interface ModelInput {
  readonly name: string
  /** 4: [1,3,H,W]; 5: [1,1,3,H,W]. */
  readonly rank: 4 | 5
  /** Per channel R, G, B, applied to values from 0 to 1: (value - mean) / std. */
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  /** Width and height are multiples of this (the patch size). */
  readonly multiple: number
  readonly sizing: SizingPolicy
  /** The side that the sizing policy aims at, in pixels. */
  readonly size: number
}

export interface ModelOutput {
  readonly name: string
  readonly kind: DepthKind
  /**
   * For metric models: the largest depth that the model can tell, in meters. Some exports return
   * zeros only, which is checked for.
   */
  readonly maxDepth?: number
}

/**
 * Everything the package has to know of a model. V1, V2, their sizes, metric variants and later
 * families differ in this data, not in code. The schema beside this file checks it.
 */
export interface ModelDescriptor {
  readonly id: string
  readonly name: string
  readonly group: ModelGroup
  /** A sentence or two for the picker; says so where a model is a demonstration. */
  readonly description?: string
  readonly license: {
    /** SPDX identifier. */
    readonly spdx: string
    readonly commercial: boolean
    readonly url?: string
  }
  /** Where the files come from; absent for bundled and custom models. */
  readonly source?: { readonly repository: string; readonly revision: string }
  readonly files: Partial<Readonly<Record<Precision, ModelFile>>>
  readonly input: ModelInput
  readonly output: ModelOutput
  /** JSON pointers of the fields that could not be verified offline, such as `/files/fp16/bytes`. */
  readonly unverified?: readonly string[]
}
