import assert from 'node:assert/strict'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import manifest from '../../package.json'
import { loadedTypes } from '../../tools/node-red'
import { DepthService } from '../../testing/node-red/depth-service'
import { InstalledPackage } from '../../testing/process/installed-package'
import { rampJpeg } from '../../testing/frames/images'

const bundled = { modelType: 'catalog', device: 'auto' }
const native = join('bin', 'napi-v6', process.platform)

describe('a machine on which a native package cannot be loaded', () => {
  let installed: InstalledPackage
  let service: DepthService
  let image: Buffer

  before(async () => {
    image = await rampJpeg(160, 90)
  })
  afterEach(async () => {
    await service.nodeRed.stop()
    await installed.remove()
  })

  const start = async (infer: Record<string, unknown> = bundled) => {
    service = await DepthService.start('tiny-v2', infer, { packages: [installed.folder] })
    const types = await loadedTypes(service.nodeRed, manifest.name)
    assert.deepEqual(types.toSorted(), Object.keys(manifest['node-red'].nodes).sort())
  }

  it('says that onnxruntime-node is missing and how to install it', async () => {
    installed = await InstalledPackage.create(['onnxruntime-node'])
    await start()
    const { code, message } = await service.depthOf(image)
    assert.equal(code, 'RUNTIME_MISSING')
    assert.match(message ?? '', /onnxruntime-node cannot be loaded .*npm install onnxruntime-node/)
    assert.match(message ?? '', /npm install onnxruntime-web/)
  })

  it('says so where its binary is made for another processor', async () => {
    installed = await InstalledPackage.create(['onnxruntime-node'])
    await installed.copy('onnxruntime-node', ['package.json', 'dist'])
    await installed.link('onnxruntime-common')
    const other = process.arch === 'x64' ? 'arm64' : 'x64'
    const binary = join(native, process.arch, 'onnxruntime_binding.node')
    const target = join(installed.folder, 'node_modules', 'onnxruntime-node', binary)
    await mkdir(dirname(target), { recursive: true })
    const foreign = join(native, other, 'onnxruntime_binding.node')
    await copyFile(join(packageRoot, 'node_modules', 'onnxruntime-node', foreign), target)
    await start()
    const { code, message } = await service.depthOf(image)
    assert.equal(code, 'RUNTIME_MISSING')
    assert.match(message ?? '', /onnxruntime_binding\.node/)
  })

  it('runs on WebAssembly instead when onnxruntime-web is there, and says so', async () => {
    installed = await InstalledPackage.create(['onnxruntime-node'])
    await installed.link('onnxruntime-web')
    await start()
    const { depth } = await service.depthOf(image)
    assert.equal(depth?.provider, 'wasm')
  })

  it('says how to install onnxruntime-web where WebAssembly is chosen', async () => {
    installed = await InstalledPackage.create()
    await start({ ...bundled, device: 'wasm', fallback: false })
    const { code, message } = await service.depthOf(image)
    assert.equal(code, 'RUNTIME_MISSING')
    assert.match(message ?? '', /onnxruntime-web cannot be loaded .*npm install onnxruntime-web/)
  })

  it('falls back to the processor with a warning where WebAssembly is chosen', async () => {
    installed = await InstalledPackage.create()
    await start({ ...bundled, device: 'wasm' })
    const { depth } = await service.depthOf(image)
    assert.equal(depth?.provider, 'cpu')
    assert.match(service.nodeRed.log(), /\[warn\].*runs on cpu .*instead of wasm.*onnxruntime-web/)
  })

  /** An onnxruntime-node that dies as the real one does on a processor without AVX. */
  const addWithoutAvx = async (code: string) => {
    const folder = join(installed.folder, 'node_modules', 'onnxruntime-node')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{ "main": "main.js" }')
    await writeFile(join(folder, 'main.js'), code)
  }
  const die = "process.kill(process.pid, 'SIGILL'); for (;;);"
  const dieLater = `module.exports = { Tensor: class {}, InferenceSession: { create() { ${die} } } }`
  const deaths = [
    ['loaded', die],
    ['given a model', dieLater],
  ] as const
  for (const [when, code] of deaths) {
    it(`names AVX where onnxruntime-node dies of an instruction when it is ${when}`, async () => {
      installed = await InstalledPackage.create(['onnxruntime-node'])
      await addWithoutAvx(code)
      await start()
      const { code: error, message } = await service.depthOf(image)
      assert.equal(error, 'RUNTIME_CRASHED')
      assert.match(message ?? '', /needs AVX.*CPU type "host".*npm install onnxruntime-web/)
    })

    it(`runs on WebAssembly instead when it is ${when} and onnxruntime-web is there`, async () => {
      installed = await InstalledPackage.create(['onnxruntime-node'])
      await addWithoutAvx(code)
      await installed.link('onnxruntime-web')
      await start()
      const { depth } = await service.depthOf(image)
      assert.equal(depth?.provider, 'wasm')
    })
  }

  it('says that sharp is missing and how to install it', async () => {
    installed = await InstalledPackage.create(['sharp'])
    await start()
    const { code, message } = await service.depthOf(image)
    assert.equal(code, 'RUNTIME_MISSING')
    assert.match(message ?? '', /npm install .*sharp/)
  })

  it('says so where sharp has no binary for this machine', async () => {
    installed = await InstalledPackage.create(['sharp'])
    await installed.copy('sharp', ['package.json', 'dist'])
    for (const name of ['@img/color', 'detect-libc', 'semver']) await installed.link(name)
    await start()
    const { code, message } = await service.depthOf(image)
    assert.equal(code, 'RUNTIME_MISSING')
    assert.match(message ?? '', /does not load on .*npm install .*sharp/)
  })
})
