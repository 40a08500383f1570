import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import manifest from '../package.json'
import { samplePath } from '../lib/image/sample-path'
import { packageRoot } from '../lib/package-root'
import { isTiming } from '../lib/timing/timeline'
import { observers, reached, readExamples, type Example } from '../testing/examples/observed'
import { StandIns } from '../testing/examples/stand-ins'
import { isConfigNode } from '../testing/node-red/config-nodes'
import { outdatedSettings } from '../testing/node-red/stored-settings'
import { until } from '../testing/process/until'
import { exampleNodes } from '../tools/examples/example-flow'
import { freePort, RunningNodeRed } from '../tools/node-red'

/** The errors that an example is meant to show. */
const errorsOf: Readonly<Record<string, readonly string[]>> = {
  '01 - What load image accepts.json': ['FILE_NOT_FOUND'],
}

describe('the examples', () => {
  let examples: Example[]
  let nodeRed: RunningNodeRed
  let written: string
  let standIns: StandIns

  before(async function () {
    this.timeout(90_000)
    examples = await readExamples()
    written = await mkdtemp(join(tmpdir(), 'depth-examples-'))
    const port = await freePort()
    standIns = await StandIns.start(join(written, 'srv'), port)
    nodeRed = await RunningNodeRed.start({
      flow: examples.flatMap((example) => [
        ...example.nodes.map((node) => standIns.of(node)),
        ...observers(example),
      ]),
      packages: [packageRoot],
      port,
      settings: { fileWorkingDirectory: written },
    })
  })
  after(async () => {
    await nodeRed.stop()
    standIns.close()
    await rm(written, { recursive: true })
  })

  async function lines(name: string): Promise<string[]> {
    const file = join(written, name)
    return existsSync(file) ? (await readFile(file, 'utf8')).split('\n').slice(0, -1) : []
  }

  it('come without a tab of their own, and a comment says what to do', async () => {
    for (const { file } of examples) {
      const nodes = await exampleNodes(file)
      assert.ok(!nodes.some(({ type }) => type === 'tab'), file)
      // A config node, such as a broker, has no place in a flow.
      const places = nodes.map(({ z }) => z).filter((z) => z !== undefined)
      assert.equal(new Set(places).size, 1, file)
      const [comment] = nodes.filter(({ type }) => type === 'comment')
      assert.ok((comment?.info ?? '').length > 100, file)
    }
  })

  it('catch the errors of their own nodes only', () => {
    for (const { file, nodes } of examples) {
      const ids = nodes.map(({ id }) => id)
      const scopes = nodes.filter(({ type }) => type === 'catch').map(({ scope }) => scope ?? [])
      assert.ok(scopes.length > 0, file)
      assert.ok(
        scopes.every((scope) => scope.length > 0 && scope.every((id) => ids.includes(id))),
        file,
      )
    }
  })

  it('show depth or the figures of it in the editor', () => {
    for (const { file, nodes } of examples) {
      const shown = nodes.filter(({ type }) => type === 'depth-view' || type === 'debug')
      assert.ok(shown.length > 0, file)
    }
  })

  it('carry every setting of their nodes, in its current version', () => {
    for (const { file, nodes } of examples) assert.deepEqual(outdatedSettings(nodes), [], file)
  })

  it('have sub-menus by theme', () => {
    const themes = new Set(examples.map(({ file }) => file.split(/[\\/]/).slice(0, -1).join('/')))
    assert.ok(themes.size >= 3 && !themes.has(''), [...themes].join())
  })

  it('show every type of node that has a place in a flow', () => {
    const shown = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)))
    const wanted = Object.keys(manifest['node-red'].nodes).filter((type) => !isConfigNode(type))
    assert.deepEqual(
      wanted.filter((type) => !shown.has(type)),
      [],
    )
  })

  function post(body: Buffer): Promise<Response> {
    const headers = { 'content-type': 'image/jpeg' }
    return fetch(new URL('depth', nodeRed.url), {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
  }

  it('answer requests with images', async function () {
    this.timeout(60_000)
    const answer = await post(await readFile(samplePath('room')))
    assert.equal(answer.headers.get('content-type'), 'image/png')
    const { width, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
    assert.deepEqual([width, format], [1280, 'png'])
    const page = await (await fetch(new URL('depth-map', nodeRed.url))).text()
    const [, image = ''] = /<img src="data:image\/png;base64,([^"]+)"/.exec(page) ?? []
    assert.equal((await sharp(Buffer.from(image, 'base64')).metadata()).width, 640)
  })

  it('answer JSON with the image as base64', async () => {
    const image = (await readFile(samplePath('room'))).toString('base64')
    const answer = await fetch(new URL('depth', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ image }),
    })
    assert.equal((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width, 1280)
  })

  it('answer with figures', async () => {
    const answer = await fetch(new URL('depth-figures', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: new Uint8Array(await readFile(samplePath('room'))),
    })
    const figures = (await answer.json()) as Record<string, { unit: string; median: number }>
    assert.deepEqual(Object.keys(figures).sort(), ['all', 'left', 'right'])
    assert.equal(figures['left']?.unit, 'nearness')
  })

  it('answer a form with the depth map of the image in it', async () => {
    const url = new URL('depth-upload', nodeRed.url)
    assert.match(await (await fetch(url)).text(), /enctype="multipart\/form-data"/)
    const body = new FormData()
    body.append('image', new Blob([new Uint8Array(await readFile(samplePath('room')))]), 'a.jpg')
    const page = await (await fetch(url, { method: 'POST', body })).text()
    const [, image = ''] = /<img src="data:image\/png;base64,([^"]+)"/.exec(page) ?? []
    assert.equal((await sharp(Buffer.from(image, 'base64')).metadata()).width, 640)
  })

  it('run from their buttons through every node, without an error', async function () {
    this.timeout(120_000)
    const buttons = examples.flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'inject'))
    for (const { id } of buttons) await nodeRed.inject(id)
    for (const example of examples) {
      const waiting = new Map(reached(example).map(({ id, name, type }) => [id, name ?? type]))
      const wanted = errorsOf[basename(example.file)] ?? []
      let errors: string[]
      const deadline = performance.now() + 60_000
      do {
        await sleep(50)
        for (const line of await lines(`${basename(example.file)}.complete`)) {
          waiting.delete((JSON.parse(line) as { source: { id: string } }).source.id)
        }
        errors = await lines(`${basename(example.file)}.catch`)
      } while (
        performance.now() < deadline &&
        (waiting.size > 0 || errors.length < wanted.length) &&
        errors.length <= wanted.length
      )
      const codes = errors.map((line) => (JSON.parse(line) as { code?: string }).code ?? line)
      assert.deepEqual(codes, wanted, example.file)
      assert.deepEqual([...waiting.values()], [], example.file)
    }
  })

  it('write down the times of V1 and V2 for each image, under the id of the image', async function () {
    this.timeout(30_000)
    const images = 4
    const reported = await until(async () => {
      const found = await lines('timings.jsonl')
      return found.length >= 2 * images ? found : undefined
    })
    const timings = reported.map((line) => JSON.parse(line) as unknown)
    const models = new Map<string, string[]>()
    for (const timing of timings) {
      assert.ok(isTiming(timing))
      const { id, stages, total = NaN, unaccounted = NaN, table } = timing
      const model = stages.find(({ stage }) => stage === 'inference')?.model ?? ''
      models.set(id, [...(models.get(id) ?? []), model].sort())
      assert.ok(total > 0 && unaccounted >= 0 && unaccounted < total, JSON.stringify(timing))
      for (const stage of ['inference', 'range', 'upsample', 'encode'] as const) {
        assert.ok((table?.[stage] ?? 0) > 0, stage)
      }
    }
    assert.deepEqual(
      [...models.values()],
      Array.from({ length: images }, () => ['tiny-v1', 'tiny-v2']),
    )
  })

  it('answer with the error where they cannot', async () => {
    const rejected = await post(Buffer.from('no image'))
    assert.equal(rejected.status, 400)
    assert.equal(((await rejected.json()) as { code: string }).code, 'IMAGE_INVALID')
    const empty = new FormData()
    empty.append('image', 'text')
    const refused = await fetch(new URL('depth-upload', nodeRed.url), {
      method: 'POST',
      body: empty,
    })
    assert.equal(refused.status, 400)
  })

  it('open no path and no URL for a stranger, and name no folder', async () => {
    for (const body of ['depth-map.png', './depth-map.png', 'http://127.0.0.1:1/']) {
      for (const contentType of ['text/plain', 'application/json', 'image/jpeg']) {
        const sent = contentType === 'application/json' ? JSON.stringify({ image: body }) : body
        const headers = { 'content-type': contentType }
        const answer = await fetch(new URL('depth', nodeRed.url), {
          method: 'POST',
          headers,
          body: sent,
        })
        const text = await answer.text()
        assert.equal(answer.status, 400, text)
        assert.match((JSON.parse(text) as { code: string }).code, /^(INPUT|IMAGE)_/)
        assert.ok(!text.includes(written) && !text.includes(packageRoot), text)
      }
    }
  })

  it('write depth for other programs where their texts say, and list it', async () => {
    const found = await readdir(join(written, 'depth-files'))
    const names = ['index.jsonl', 'room.image.jpg', 'room.npy', 'room.ply', 'room.png']
    assert.deepEqual(found.toSorted(), names)
    const days = await readdir(join(written, 'depth-recordings', 'street'))
    const files = await readdir(join(written, 'depth-recordings', 'street', days[0] ?? ''))
    assert.deepEqual(files.map((name) => name.replace(/^[\dTZ.]+\./, '')).toSorted(), [
      'image.jpg',
      'index.jsonl',
      'png',
    ])
  })

  it('turn an image that lands in a folder into a 16-bit PNG, and draw one for a time-lapse', async () => {
    const maps = join(written, 'srv', 'maps')
    assert.deepEqual((await readdir(maps)).toSorted(), ['index.jsonl', 'room.jpg.png'])
    assert.equal((await sharp(join(maps, 'room.jpg.png')).metadata()).depth, 'ushort')
    const days = join(written, 'srv', 'timelapse')
    const drawn = (await readdir(days, { recursive: true })).filter((name) => name.endsWith('.jpg'))
    assert.equal((await sharp(join(days, drawn[0] ?? '')).metadata()).width, 2560)
  })

  it('write images where their texts say', async () => {
    const images = (await readdir(written)).filter((name) => /\.(png|jpg|webp)$/.test(name))
    assert.ok(images.includes('depth-map.png') && images.includes('street-viridis.webp'))
    for (const name of images) {
      const { channels } = await sharp(join(written, name)).toColorspace('srgb').stats()
      const spread = Math.max(...channels.map(({ max, min }) => max - min))
      assert.ok(spread > 100, `${name} is all of one color`)
    }
  })
})
