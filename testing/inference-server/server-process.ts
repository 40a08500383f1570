import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ServerFault, ServerOptions, ServerReport } from './inference-server'

/** The process of an InferenceServer; it reads the protocol by itself and shares no code with the client. */
const options = JSON.parse(process.argv[2] ?? '') as ServerOptions
const { graph, model, port = 0, tls, authorization, jsonOnly = false, describes = true } = options

const datatypes: Readonly<Record<string, string>> = {
  float32: 'FP32',
  float16: 'FP16',
  uint8: 'UINT8',
}

interface ListedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly datatype: string
  readonly data?: readonly number[]
  readonly parameters?: { readonly binary_data_size?: number; readonly binary_data?: boolean }
}

let fault: ServerFault | 'none' = 'none'
let served = 0
process.on('disconnect', () => process.exit())

const report = (message: ServerReport) => process.send?.(message)

process.on('message', (next: ServerFault | 'none') => {
  fault = next
  report({ fault })
})

async function main(): Promise<void> {
  // As in lib/inference/worker/onnxruntime.ts: its native code takes a Float16Array for empty.
  Reflect.deleteProperty(globalThis, 'Float16Array')
  const session = await InferenceSession.create(graph)
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(session, request, response).catch((thrown: unknown) => {
      sendJson(response, 500, { error: String(thrown) })
    })
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.listen(port, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }))
}

async function answer(
  session: InferenceSession,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (authorization !== undefined && request.headers.authorization !== authorization) {
    sendJson(response, 401, { error: 'who are you' })
    return
  }
  const base = `/v2/models/${model}`
  if (request.url === `${base}/ready`) response.writeHead(200).end()
  else if (request.url === base) sendJson(response, 200, metadata(session))
  else if (request.url === `${base}/infer`) await infer(session, request, response)
  else sendJson(response, 404, { error: `there is nothing at ${request.url ?? ''}` })
}

function metadata(session: InferenceSession): object {
  const described = (list: InferenceSession['inputMetadata']) =>
    list.flatMap((value) =>
      value.isTensor
        ? {
            name: value.name,
            datatype: datatypes[value.type],
            shape: value.shape.map((side) => (typeof side === 'number' ? side : -1)),
          }
        : [],
    )
  const inputs = described(session.inputMetadata).map((input) => ({
    ...input,
    datatype: options.datatype ?? input.datatype,
  }))
  const outputs = described(session.outputMetadata)
  return describes ? { name: model, inputs, outputs } : { name: model, inputs: [], outputs: [] }
}

async function infer(
  session: InferenceSession,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request)
  if (fault === 'dies') process.kill(process.pid, 'SIGKILL')
  if (fault === 'silent') return
  const status = /^status-(\d+)$/.exec(fault)?.[1]
  if (status !== undefined) {
    sendJson(response, Number(status), { error: `this is ${fault}` })
    return
  }
  const jsonBytes = Number(request.headers['inference-header-content-length'] ?? body.length)
  if (jsonOnly && jsonBytes !== body.length) {
    // As MLServer does, which also closes the connection without saying so.
    response.once('finish', () => request.socket.end())
    sendJson(response, 500, { error: 'no JSON' })
    return
  }
  const { inputs, outputs } = JSON.parse(body.toString('utf8', 0, jsonBytes)) as {
    readonly inputs: readonly ListedTensor[]
    readonly outputs: readonly ListedTensor[]
  }
  const [input] = inputs
  if (input === undefined) throw new Error('no input')
  if (options.delayMs !== undefined) await sleep(options.delayMs)
  const began = performance.now()
  const results = await session.run({ [input.name]: tensorOf(input, body.subarray(jsonBytes)) })
  const ms = performance.now() - began
  const [wanted] = outputs
  const depth = results[wanted?.name ?? '']
  if (depth === undefined) throw new Error('no output')
  if (options.reports === true) response.setHeader('server-timing', `inference;dur=${ms}`)
  await sendDepth(response, wanted?.name ?? '', depth, wanted?.parameters?.binary_data === true)
  report({ served: ++served })
}

function tensorOf({ shape, datatype, data }: ListedTensor, bytes: Buffer): Tensor {
  const { buffer: copy } = new Uint8Array(bytes)
  if (datatype === 'UINT8') return new Tensor('uint8', new Uint8Array(copy), shape)
  if (datatype === 'FP16') return new Tensor('float16', new Uint16Array(copy), shape)
  return new Tensor('float32', data ? Float32Array.from(data) : new Float32Array(copy), shape)
}

async function sendDepth(
  response: ServerResponse,
  name: string,
  { dims, data, type }: Tensor,
  isBinary: boolean,
): Promise<void> {
  const shape = fault === 'wrong-shape' ? dims.map((side) => side + 1) : dims
  const listed = { name, shape, datatype: datatypes[type] }
  if (!isBinary) {
    sendJson(response, 200, { outputs: [{ ...listed, data: Array.from(data as Float32Array) }] })
    return
  }
  const { buffer: memory, byteOffset, byteLength } = data as Float32Array
  const parameters = { binary_data_size: byteLength }
  const json = Buffer.from(JSON.stringify({ outputs: [{ ...listed, parameters }] }))
  const all = Buffer.concat([json, new Uint8Array(memory, byteOffset, byteLength)])
  const stated = fault === 'wrong-length' ? all.length + 1 : json.length
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': all.length,
    'inference-header-content-length': stated,
  })
  if (fault === 'cut') response.write(all.subarray(0, json.length), () => response.destroy())
  else if (fault === 'slow-loris') {
    for (const byte of all) {
      response.write(Buffer.of(byte))
      await sleep(100)
    }
  } else response.end(all)
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

void main()
