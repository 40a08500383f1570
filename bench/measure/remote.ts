import { Agent, request } from 'node:http'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { backends } from '../../lib/inference/backends'
import type { InferenceBackend } from '../../lib/inference/backends/backend'
import { inferRequest, type InferRequest } from '../../lib/inference/backends/server/wire'
import { ImageTensor } from '../../lib/inference/worker/image-tensor'
import type { LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import type { Pixels } from '../../lib/frames/image-frame'
import type { InputType } from '../../lib/models/signature'
import { InferenceServer } from '../../testing/inference-server/inference-server'
import { interleave, timed } from '../interleave'
import { bytesModel, nearZeroModel } from '../models'
import { median } from '../statistics'
import { target, type Measurement, type RunSize, type Target } from '../target'

const sizes = [
  { width: 518, height: 518 },
  { width: 924, height: 518 },
] as const
const requestsAtOnce = [1, 4, 16] as const
const timeLimitMs = 60_000
/** Of the request at 518x518 in FP32, as a multiple of a bare POST of the same bytes. */
const limit = 1.5

type Row = readonly (string | number)[]
type Run = (count: number) => Promise<number>

/**
 * What it costs that a server runs the model: the whole request with normalization and reading, held
 * against a bare POST of the same bytes by node:http, and against a process of this machine. The
 * server is the one of the tests, in a process of its own on loopback; the graph costs almost nothing.
 */
export async function remote({ quick }: RunSize): Promise<Measurement> {
  const rows: Row[] = []
  const targets: Target[] = []
  for (const type of ['float32', 'uint8'] as const) {
    const model = await (type === 'uint8' ? bytesModel() : nearZeroModel())
    await withBackends(model, async ({ local, server, address }) => {
      for (const size of quick ? sizes.slice(0, 1) : sizes) {
        const pixels = imageOf(size)
        const bare = await bareClient(address, model, type, pixels)
        for (const count of requestsAtOnce) {
          const blocks = quick ? 3 : Math.ceil(60 / count)
          const there: Run = (many) =>
            timed(() => atOnce(many, () => server.run(pixels, timeLimitMs)))
          const here: Run = (many) =>
            timed(() => inTurn(many, () => local.run(pixels, timeLimitMs)))
          const against = await interleave(
            blocks,
            () => there(count),
            () => bare(count),
          )
          const withLocal = await interleave(
            blocks,
            () => there(count),
            () => here(count),
          )
          if (type === 'float32' && size.width === 518 && count === 1) {
            targets.push(
              target('remote_518_against_post', 'ratio_of_medians', against, '<=', limit),
            )
          }
          rows.push(rowOf(type, size, count, against, withLocal))
        }
      }
    })
  }
  return {
    targets,
    tables: [
      {
        title:
          "Requests to an inference server (the tests' own, on loopback), near-zero graph, milliseconds until all are answered",
        columns: ['input', 'size', 'at once', 'server', 'bare POST', 'ratio', 'local process'],
        rows,
      },
    ],
  }
}

function rowOf(
  type: InputType,
  { width, height }: { readonly width: number; readonly height: number },
  count: number,
  against: { readonly a: readonly number[]; readonly b: readonly number[] },
  withLocal: { readonly b: readonly number[] },
): Row {
  const [server, bare, local] = [median(against.a), median(against.b), median(withLocal.b)]
  const name = type === 'uint8' ? 'UINT8' : 'FP32'
  return [name, `${width}x${height}`, count, server, bare, server / bare, local]
}

interface Backends {
  readonly local: InferenceBackend
  readonly server: InferenceBackend
  readonly address: string
}

/** Runs work with a model's local process, and with a server that has the same graph. */
async function withBackends(
  located: LocatedModel,
  work: (backends: Backends) => Promise<void>,
): Promise<void> {
  const { descriptor, file } = located
  const host = await InferenceServer.start({ graph: file, model: descriptor.id })
  const stop = new AbortController()
  try {
    const spec = { ...located, deviceId: 0, fallback: false, threads: 0 }
    const settings = {
      addresses: [host.address],
      model: undefined,
      modelVersion: undefined,
      ca: undefined,
      authorization: undefined,
      requests: Math.max(...requestsAtOnce),
      connectMs: timeLimitMs,
      answerMs: timeLimitMs,
    }
    const [local, server] = await Promise.all([
      backends['onnxruntime-process']({ ...spec, device: 'cpu' }, stop.signal),
      backends.server({ ...spec, device: 'server', server: settings }, stop.signal),
    ])
    await work({ local, server, address: host.address })
  } finally {
    stop.abort()
    await host.kill()
  }
}

function atOnce(count: number, work: () => Promise<unknown>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, work))
}

/** A process runs one image at a time. */
async function inTurn(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let run = 0; run < count; run++) await work()
}

function imageOf({ width, height }: { readonly width: number; readonly height: number }): Pixels {
  return { width, height, data: new Uint8Array(3 * width * height).map((_, i) => (i * 7) % 256) }
}

/** Posts the bytes that the backend sends, and reads the answer's, with nothing else done. */
async function bareClient(
  address: string,
  { descriptor }: LocatedModel,
  type: InputType,
  pixels: Pixels,
): Promise<Run> {
  const graph = { type, layout: 'nchw', rank: 4 } as const
  const tensor = new ImageTensor(descriptor.input, { ...graph, name: descriptor.input.name })
  const image = { name: descriptor.input.name, ...tensor.of(pixels.data, pixels) }
  const body = inferRequest(image, descriptor.output.name, 'binary')
  // Shorter than the server keeps an idle connection.
  const agent = new Agent({ keepAlive: true, timeout: 4000 })
  const url = new URL(`/v2/models/${descriptor.id}/infer`, address)
  const { length } = await post(url, agent, body)
  const floats = 4 * pixels.width * pixels.height
  if (length < floats) throw new Error(`the server answered with ${length} bytes`)
  return (count) => timed(() => atOnce(count, () => post(url, agent, body)))
}

async function post(url: URL, agent: Agent, { headers, body }: InferRequest): Promise<Buffer> {
  const sent = request(url, { method: 'POST', headers, agent })
  for (const piece of body) sent.write(piece)
  sent.end()
  const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream]
  return buffer(response)
}
