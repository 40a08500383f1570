/**
 * The Node-RED package that runs on this node: 5.x needs node >= 22.9, everything older gets 4.1.
 * Both are development dependencies.
 */
export function nodeRedPackage(nodeVersion: string = process.versions.node): string {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 9) ? 'node-red-5' : 'node-red'
}
