import { execFileSync } from 'node:child_process'

/** Puts a small disk under a folder; false where this user may not mount anything. */
export function mountSmallDisk(folder: string, bytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

export function unmount(folder: string): void {
  execFileSync('umount', [folder])
}
