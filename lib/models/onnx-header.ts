import { open, type FileHandle } from 'node:fs/promises'
import { DepthError, messageOf } from '../errors'

/** What an ONNX file says of itself before its graph. */
export interface OnnxHeader {
  readonly irVersion?: number
  readonly producer?: string
  readonly producerVersion?: string
  /** Version of the default operator set. */
  readonly opset?: number
}

/** Fields of ModelProto and OperatorSetIdProto (onnx/onnx.proto) that are read here. */
const field = { irVersion: 1, producerName: 2, producerVersion: 3, opsetImport: 8 } as const
const opsetField = { domain: 1, version: 2 } as const

/** Protocol buffers' wire types. */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** Texts longer than this are no producer's name. */
const maxTextBytes = 1024

/** More fields than any model has beside its graph: a file with more is something else. */
const maxFields = 10_000

/**
 * Reads the header of an ONNX file, stepping over the graph with its weights without reading it.
 *
 * @throws DepthError FILE_NOT_FOUND, or MODEL_INVALID where the file is no protocol buffer.
 */
export async function readOnnxHeader(file: string): Promise<OnnxHeader> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new DepthError('FILE_NOT_FOUND', `${file} cannot be read: ${messageOf(cause)}`, { cause })
  })
  try {
    return await readFields(new ProtoReader(handle, file, (await handle.stat()).size))
  } finally {
    await handle.close()
  }
}

async function readFields(reader: ProtoReader): Promise<OnnxHeader> {
  let header: OnnxHeader = {}
  for (let count = 0; reader.hasMore; count++) {
    if (count > maxFields) throw reader.invalid('it has too many fields')
    const { number, type } = await reader.key()
    if (number === field.irVersion && type === wire.varint) {
      header = { ...header, irVersion: await reader.varint() }
    } else if (number === field.producerName && type === wire.bytes) {
      header = { ...header, producer: await reader.text() }
    } else if (number === field.producerVersion && type === wire.bytes) {
      header = { ...header, producerVersion: await reader.text() }
    } else if (number === field.opsetImport && type === wire.bytes) {
      header = { ...header, ...(await readOpset(reader)) }
    } else {
      await reader.skip(type)
    }
  }
  if (header.irVersion === undefined) throw reader.invalid('it has no IR version')
  return header
}

/** Empty for an operator set that is not the default one. */
async function readOpset(reader: ProtoReader): Promise<Pick<OnnxHeader, 'opset'>> {
  const end = (await reader.varint()) + reader.position
  let domain = ''
  let version = 0
  while (reader.position < end) {
    const { number, type } = await reader.key()
    if (number === opsetField.domain && type === wire.bytes) domain = await reader.text()
    else if (number === opsetField.version && type === wire.varint) version = await reader.varint()
    else await reader.skip(type)
  }
  return domain === '' || domain === 'ai.onnx' ? { opset: version } : {}
}

/** Steps through a protocol buffer on disk, reading only what is asked for. */
class ProtoReader {
  position = 0
  readonly #handle: FileHandle
  readonly #file: string
  readonly #size: number

  constructor(handle: FileHandle, file: string, size: number) {
    this.#handle = handle
    this.#file = file
    this.#size = size
  }

  get hasMore(): boolean {
    return this.position < this.#size
  }

  async key(): Promise<{ readonly number: number; readonly type: number }> {
    const key = await this.varint()
    return { number: Math.floor(key / 8), type: key % 8 }
  }

  async varint(): Promise<number> {
    const bytes = await this.#peek(10)
    let value = 0
    for (const [index, byte] of bytes.entries()) {
      value += (byte & 0x7f) * 2 ** (7 * index)
      if (byte < 0x80) {
        this.position += index + 1
        return value
      }
    }
    throw this.invalid(`a number at byte ${this.position} does not end`)
  }

  async text(): Promise<string> {
    const length = await this.varint()
    if (length > maxTextBytes) throw this.invalid(`a text at byte ${this.position} is too long`)
    const bytes = await this.#peek(length)
    this.#advance(length)
    return bytes.toString('utf8')
  }

  async skip(type: number): Promise<void> {
    if (type === wire.varint) await this.varint()
    else if (type === wire.bytes) this.#advance(await this.varint())
    else if (type === wire.fixed64) this.#advance(8)
    else if (type === wire.fixed32) this.#advance(4)
    else throw this.invalid(`there is no field at byte ${this.position}`)
  }

  invalid(reason: string): DepthError {
    return new DepthError('MODEL_INVALID', `${this.#file} is no ONNX file: ${reason}.`)
  }

  #advance(bytes: number): void {
    this.position += bytes
    if (this.position > this.#size) throw this.invalid('it ends in the middle of a field')
  }

  async #peek(length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.min(length, this.#size - this.position))
    await this.#handle.read(buffer, 0, buffer.length, this.position)
    return buffer
  }
}
