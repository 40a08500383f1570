import type { DepthError } from '../../errors'
import type { ImageFrame } from '../../frames/image-frame'
import { unusableReasonNames, type UnusableReason } from '../../frames/unusable'
import { judgments } from './judgments'
import type { Observation } from './observe'
import { unusableError } from './unusable-error'

/** A problem is over when all images of so long have been usable, so that dusk is reported once. */
const recoveryMs = 3000

/** Judges the images of one camera, in the order in which they were captured. */
export class ImageWatch {
  readonly #frozenMs: number
  #digest: string | undefined
  #sameSince = 0
  /** What has been reported of the present problem. */
  readonly #reported = new Set<UnusableReason>()
  #problem: DepthError | undefined
  #lastUnusable = 0

  /** @param frozenMs how long the same bytes may come, in milliseconds */
  constructor(frozenMs: number) {
    this.#frozenMs = frozenMs
  }

  /**
   * What is the matter with the camera, to be reported: another error when there is something new. It
   * stays until images have been usable for a while.
   */
  get problem(): DepthError | undefined {
    return this.#problem
  }

  /** Judges an image; returns it, or the same one that says why it cannot be trusted. */
  judge(image: ImageFrame, seen: Observation): ImageFrame {
    const at = image.captured
    const reason = image.unusable ?? this.#reasonOf(seen, at)
    this.#take(reason, image.source, at)
    return reason === undefined || reason === image.unusable ? image : image.withUnusable(reason)
  }

  #reasonOf(seen: Observation, at: number): UnusableReason | undefined {
    const isSame = seen.digest !== undefined && seen.digest === this.#digest
    if (!isSame) this.#sameSince = at
    this.#digest = seen.digest
    const evidence = { ...seen, sameMs: at - this.#sameSince, frozenMs: this.#frozenMs }
    return unusableReasonNames.find((name) => judgments[name].isTrue(evidence))
  }

  #take(reason: UnusableReason | undefined, source: string, at: number): void {
    if (reason === undefined) {
      if (at - this.#lastUnusable < recoveryMs) return
      this.#reported.clear()
      this.#problem = undefined
      return
    }
    this.#lastUnusable = at
    if (this.#reported.has(reason)) return
    this.#reported.add(reason)
    this.#problem = unusableError(source, reason, this.#frozenMs)
  }
}
