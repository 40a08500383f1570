import type { NodeAPI } from 'node-red'
import type { LoadOptions } from '../image/load'
import { hostProblem } from '../image/sources/hosts'
import { rootProblem } from '../image/sources/root-problem'
import { securityList } from './runtime-settings'

/**
 * Where paths start and what may be read, from settings.js.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function confinement(
  RED: NodeAPI,
): Pick<LoadOptions, 'workingDirectory' | 'roots' | 'hosts'> {
  const { fileWorkingDirectory } = RED.settings as { readonly fileWorkingDirectory?: string }
  return {
    workingDirectory: fileWorkingDirectory,
    roots: securityList(RED, 'depthLoadImageRoots', rootProblem),
    hosts: securityList(RED, 'depthLoadImageHosts', hostProblem),
  }
}
