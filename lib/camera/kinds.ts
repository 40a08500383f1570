/** A kind of camera, as its dialog offers it. */
interface KindTraits {
  /** Whether the system's ffmpeg reads it. */
  readonly usesFfmpeg: boolean
  /** How it logs in: with user name and password, and over HTTP with an access token as well. */
  readonly login: 'none' | 'password' | 'token'
  /** An address of this kind, for the empty field. */
  readonly example: string
}

/** The kinds of cameras; each has its file in sources/. */
export const cameraKinds = {
  mjpeg: { usesFfmpeg: false, login: 'token', example: 'http://192.168.1.20:81/stream' },
  snapshot: { usesFfmpeg: false, login: 'token', example: 'http://192.168.1.20/capture' },
  rtsp: { usesFfmpeg: true, login: 'password', example: 'rtsp://192.168.1.20:554/stream2' },
  usb: { usesFfmpeg: true, login: 'none', example: '/dev/video0' },
  file: { usesFfmpeg: true, login: 'none', example: '/home/pi/video.mp4' },
  ffmpeg: { usesFfmpeg: true, login: 'password', example: 'srt://192.168.1.20:9000' },
} as const satisfies Readonly<Record<string, KindTraits>>

export type CameraKind = keyof typeof cameraKinds

export const cameraKindNames = Object.keys(cameraKinds) as readonly CameraKind[]
