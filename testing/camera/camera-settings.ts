import type { CameraSettings } from '../../lib/camera/settings'

/** Settings of a camera as a fresh dialog has them, with some changed. */
export function cameraSettings(changes: Partial<CameraSettings>): CameraSettings {
  return {
    kind: 'mjpeg',
    address: '',
    intervalMs: 0,
    keyFramesOnly: false,
    inputOptions: '',
    timeoutMs: 10_000,
    maxPixels: 100e6,
    maxBytes: 8e6,
    ffmpeg: 'ffmpeg',
    ...changes,
  }
}

/** An input of ffmpeg that needs no camera: a moving test image, as fast as a camera. */
export const testSource = {
  kind: 'ffmpeg',
  address: 'testsrc=size=320x240:rate=10',
  inputOptions: '-re -f lavfi',
} as const
