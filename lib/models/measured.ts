/** How well a model does on scenes that it was not trained on. */
export interface Measured {
  /** How many scenes. */
  readonly scenes: number
  /** The share of the pixels whose depth is within a factor of 1.25 of the true one, in percent. */
  readonly delta1: number
  /** The mean distance from the true depth, in percent of it. */
  readonly error: number
}

/**
 * What this project has measured, by the id of the model: the bundled ones, on rendered scenes
 * (training/evaluation.json). Of published models it has no figures of its own.
 */
export const measuredModels: Readonly<Record<string, Measured>> = {
  'tiny-v1': { scenes: 512, delta1: 88, error: 11 },
  'tiny-v2': { scenes: 512, delta1: 89, error: 11 },
}
