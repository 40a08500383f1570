import { DepthError } from '../../../errors'
import type { TensorShape } from '../../../models/signature'
import type { RawTensor, TensorData } from '../../worker/raw-tensor'
import type { AnswerBody } from './answer-body'

/**
 * The bodies of the Open Inference Protocol (KServe v2) and its binary extension: JSON, then the
 * tensors in the order in which the JSON lists them, little endian, row by row.
 */
interface ElementType {
  readonly datatype: string
  readonly array: {
    new (buffer: ArrayBuffer): TensorData
    from(values: readonly number[]): TensorData
    readonly BYTES_PER_ELEMENT: number
  }
  /** Half precision has no JSON. */
  readonly isBinaryOnly?: boolean
}

const elementTypes: Readonly<Record<string, ElementType>> = {
  float32: { datatype: 'FP32', array: Float32Array },
  float16: { datatype: 'FP16', array: Uint16Array, isBinaryOnly: true },
  float64: { datatype: 'FP64', array: Float64Array },
  uint8: { datatype: 'UINT8', array: Uint8Array },
  uint16: { datatype: 'UINT16', array: Uint16Array },
}

/** How a body carries tensors. */
export type Encoding = 'binary' | 'json'

/** The header that tells how many bytes of a binary body are JSON. */
const jsonBytesHeader = 'inference-header-content-length'

/** Names that a request or a response gives to a tensor's element type, as onnxruntime calls it. */
export function typeOfDatatype(datatype: string): string {
  const found = Object.entries(elementTypes).find(([, type]) => type.datatype === datatype)
  return found?.[0] ?? datatype.toLowerCase()
}

/** Whether an element type can be sent as JSON. */
export function hasJson(type: string): boolean {
  return elementTypes[type]?.isBinaryOnly !== true
}

/** An infer request; its body is to be sent piece by piece. */
export interface InferRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: readonly Uint8Array[]
}

/** @param output the name of the one output that is wanted */
export function inferRequest(
  { name, type, dims, data }: RawTensor & { readonly name: string },
  output: string,
  encoding: Encoding,
): InferRequest {
  const datatype = elementTypes[type]?.datatype
  const tensor = { name, shape: dims, datatype }
  if (encoding === 'json') {
    const inputs = [{ ...tensor, data: Array.from(data) }]
    const json = Buffer.from(JSON.stringify({ inputs, outputs: [{ name: output }] }))
    return { headers: headersOf('application/json', json.length), body: [json] }
  }
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const json = Buffer.from(
    JSON.stringify({
      inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }],
      outputs: [{ name: output, parameters: { binary_data: true } }],
    }),
  )
  const headers = {
    ...headersOf('application/octet-stream', json.length + bytes.length),
    [jsonBytesHeader]: String(json.length),
  }
  return { headers, body: [json, bytes] }
}

function headersOf(type: string, length: number): Record<string, string> {
  return { 'content-type': type, 'content-length': String(length) }
}

/** What a response lists of an output. */
interface ListedOutput {
  readonly name?: unknown
  readonly datatype?: unknown
  readonly shape?: unknown
  readonly data?: unknown
  readonly parameters?: { readonly binary_data_size?: unknown }
}

/**
 * An output in the body of a response. Lengths that the server states are compared with what came.
 *
 * @throws DepthError SERVER_FAILED for a body that breaks the protocol
 */
export function outputIn(body: AnswerBody, headers: Headers, output: string): RawTensor {
  const stated = headers.get(jsonBytesHeader)
  const jsonBytes = stated === null ? body.length : Number(stated)
  if (!Number.isInteger(jsonBytes) || jsonBytes < 2 || jsonBytes > body.length) {
    throw broken(`its header ${jsonBytesHeader} is ${stated ?? ''} for ${body.length} bytes`)
  }
  let start = jsonBytes
  for (const listed of listedOutputs(body.text(0, jsonBytes))) {
    const size = listed.parameters?.binary_data_size
    const end = start + (typeof size === 'number' ? size : 0)
    if (listed.name === output) {
      const { type, dims } = shapeOf(listed, output)
      const bytes = size === undefined ? undefined : bytesBetween(body, start, end, output)
      return { type, dims, data: valuesOf(type, dims, bytes ?? listed.data, output) }
    }
    start = end
  }
  throw broken(`it has no output "${output}"`)
}

function listedOutputs(json: string): readonly ListedOutput[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    throw broken('it is not JSON')
  }
  const outputs = (parsed as { readonly outputs?: unknown } | null)?.outputs
  const isList = Array.isArray(outputs) && outputs.every((entry) => entry instanceof Object)
  if (!isList) throw broken('it lists no outputs')
  return outputs as readonly ListedOutput[]
}

function shapeOf(
  { datatype, shape }: ListedOutput,
  name: string,
): Omit<TensorShape, 'name'> & { dims: readonly number[] } {
  const type = typeOfDatatype(String(datatype))
  const isShape =
    Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && Number(side) >= 0)
  if (!isShape || !Object.hasOwn(elementTypes, type)) {
    throw broken(`"${name}" has the datatype ${String(datatype)} and no usable shape`)
  }
  return { type, dims: shape as readonly number[] }
}

function bytesBetween(body: AnswerBody, start: number, end: number, name: string): ArrayBuffer {
  if (end <= start || end > body.length) {
    throw broken(`"${name}" should end at byte ${end} of ${body.length}`)
  }
  return body.bytes(start, end)
}

function valuesOf(type: string, dims: readonly number[], given: unknown, name: string): TensorData {
  const { array, isBinaryOnly } = elementTypes[type] ?? { array: Float32Array }
  const count = dims.reduce((product, side) => product * side, 1)
  if (given instanceof ArrayBuffer) {
    if (given.byteLength === count * array.BYTES_PER_ELEMENT) return new array(given)
    throw broken(`"${name}" [${dims.join(',')}] of ${type} came in ${given.byteLength} bytes`)
  }
  const values = Array.isArray(given) ? (given.flat(dims.length) as readonly number[]) : []
  if (values.length === count && isBinaryOnly !== true) return array.from(values)
  throw broken(`"${name}" [${dims.join(',')}] of ${type} came with ${values.length} values`)
}

function broken(how: string): DepthError {
  return new DepthError('SERVER_FAILED', `cannot be read: ${how}`)
}
