import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import manifest from '../../package.json'

/** A copy of the built package with its dependencies, of which a test may take some away. */
export class InstalledPackage {
  private constructor(readonly folder: string) {}

  /** @param without names of dependencies that the copy lacks */
  static async create(without: readonly string[] = []): Promise<InstalledPackage> {
    const installed = new InstalledPackage(await mkdtemp(join(tmpdir(), 'depth-package-')))
    for (const part of ['package.json', 'dist', 'models', 'resources']) {
      await cp(join(packageRoot, part), join(installed.folder, part), { recursive: true })
    }
    const wanted = Object.keys(manifest.dependencies).filter((name) => !without.includes(name))
    for (const name of wanted) await installed.link(name)
    return installed
  }

  /** Links a package of this project. */
  async link(name: string): Promise<void> {
    const target = await this.#place(name)
    await symlink(join(packageRoot, 'node_modules', name), target, 'junction')
  }

  /** Copies part of a package of this project, so that it finds no other packages but those here. */
  async copy(name: string, parts: readonly string[]): Promise<void> {
    const target = await this.#place(name)
    for (const part of parts) {
      const source = join(packageRoot, 'node_modules', name, part)
      await cp(source, join(target, part), { recursive: true, dereference: true })
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  async #place(name: string): Promise<string> {
    const target = join(this.folder, 'node_modules', name)
    await mkdir(dirname(target), { recursive: true })
    return target
  }
}
