import type { Device } from '../../lib/inference/providers'

/** A device that no machine with this operating system has. */
export const foreignDevice: Device = process.platform === 'darwin' ? 'directml' : 'coreml'
