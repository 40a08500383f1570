/** A kind of camera, as its dialog offers it. */
interface KindTraits {
  /** Whether the system's ffmpeg reads it. */
  readonly usesFfmpeg: boolean
  /** How it logs in: with user name and password, and over HTTP with an access token as well. */
  readonly login: 'none' | 'password' | 'token'
}

/** The kinds of cameras; each has its file in sources/. */
export const cameraKinds = {
  mjpeg: { usesFfmpeg: false, login: 'token' },
  snapshot: { usesFfmpeg: false, login: 'token' },
  rtsp: { usesFfmpeg: true, login: 'password' },
  usb: { usesFfmpeg: true, login: 'none' },
  file: { usesFfmpeg: true, login: 'none' },
  ffmpeg: { usesFfmpeg: true, login: 'password' },
} as const satisfies Readonly<Record<string, KindTraits>>

export type CameraKind = keyof typeof cameraKinds

export const cameraKindNames = Object.keys(cameraKinds) as readonly CameraKind[]
