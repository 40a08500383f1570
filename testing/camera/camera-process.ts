import { Camera } from '../../lib/camera/camera'
import { cameraSettings, testSource } from './camera-settings'

/** A camera in a process of its own, which a test kills. It prints a line for each frame. */
const camera = new Camera(cameraSettings(testSource), {
  onFrame: ({ sequence }) => console.log(sequence),
  onReport: () => undefined,
})
camera.start(true)
