import type { Account } from '../http/account'
import type { Lens } from '../image/lens'
import type { CameraKind } from './kinds'

/** What a camera node knows about its camera. */
export interface CameraSettings {
  readonly kind: CameraKind
  /** A URL, the name of a device, the path of a file, or what ffmpeg takes as an input. */
  readonly address: string
  readonly account?: Account | undefined
  /** Sent over HTTP as `Authorization: Bearer`, instead of user name and password. */
  readonly token?: string | undefined
  /** At least so far apart, in milliseconds; 0 takes every frame. */
  readonly intervalMs: number
  /** Wider frames are made smaller by ffmpeg, in pixels. */
  readonly maxWidth?: number | undefined
  readonly keyFramesOnly: boolean
  /** A name that ffmpeg has for a way of decoding in hardware, such as `vaapi`. */
  readonly hardware?: string | undefined
  /** Options of ffmpeg for its input, as one line. */
  readonly inputOptions: string
  /** How long no image may come, in milliseconds. */
  readonly timeoutMs: number
  readonly maxPixels: number
  /** Of one encoded image. */
  readonly maxBytes: number
  readonly lens?: Lens | undefined
  /** Images are judged, and the same bytes for so many milliseconds are frozen; absent: they are not. */
  readonly frozenMs?: number | undefined
  /** The program ffmpeg: a name on PATH, or a path. */
  readonly ffmpeg: string
  /** Where relative paths start; see SourceRules. */
  readonly workingDirectory?: string | undefined
  readonly roots?: readonly string[] | undefined
  readonly hosts?: readonly string[] | undefined
}
