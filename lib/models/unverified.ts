import type { ModelDescriptor } from './descriptor'

/**
 * Whether a part of a descriptor was verified, and may refuse a file that differs from it. A part
 * is unverified when it, a part that contains it or a part within it is marked.
 *
 * @param pointer JSON pointer such as `/files/fp16`.
 */
export function isVerified(descriptor: ModelDescriptor, pointer: string): boolean {
  return !(descriptor.unverified ?? []).some(
    (marked) =>
      marked === pointer || pointer.startsWith(`${marked}/`) || marked.startsWith(`${pointer}/`),
  )
}
