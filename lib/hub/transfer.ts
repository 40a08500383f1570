import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { DepthError } from '../errors'
import { startChecksum } from './digest'
import { writeError } from '../write-file-atomic'
import { networkFault, TransientError } from './errors'
import { silent, type HubClient } from './hub-client'
import type { RemoteFile } from './remote-files'
import { withRetry } from './retry'

export interface TransferOptions {
  readonly signal: AbortSignal
  /** Pauses between attempts that brought nothing, in milliseconds; then the transfer fails. */
  readonly retryDelaysMs: readonly number[]
  /** Told of the bytes that the file has so far. */
  readonly onBytes: (bytes: number) => void
}

/**
 * Fetches a file into `target`, going on from what is there, and checks size and checksum. After
 * a cut it asks for the rest only. On success the file is whole and on the disk; after a fault,
 * what has come so far stays for the next time, unless it is known to be wrong.
 *
 * @throws DepthError DOWNLOAD_CANCELED, DOWNLOAD_FAILED, DOWNLOAD_DENIED, DOWNLOAD_NOT_FOUND,
 *   DOWNLOAD_CORRUPT, DISK_FULL, FILE_NOT_WRITABLE
 */
export async function fetchInto(
  target: string,
  client: HubClient,
  remote: RemoteFile,
  options: TransferOptions,
): Promise<void> {
  const handle = await openPartial(target)
  try {
    const transfer = new Transfer(handle, target, client, remote, options)
    await transfer.readBack()
    await withRetry((attempt) => transfer.attempt(attempt), {
      delaysMs: options.retryDelaysMs,
      signal: options.signal,
      progress: () => transfer.bytes,
      subject: remote.path,
    })
    await transfer.verify()
  } finally {
    await handle.close()
  }
}

async function openPartial(target: string): Promise<FileHandle> {
  try {
    return await open(target, 'r+')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw writeError(target, thrown)
    return open(target, 'wx+').catch((cause: unknown) => {
      throw writeError(target, cause)
    })
  }
}

/** One file on its way, over as many requests as it takes. */
class Transfer {
  /** Bytes that are in the file and in the checksum. */
  bytes = 0
  #checksum: Hash
  /** What the origin of the bytes calls this content, so that a rest never joins another whole. */
  #validator: string | undefined

  constructor(
    readonly handle: FileHandle,
    readonly target: string,
    readonly client: HubClient,
    readonly remote: RemoteFile,
    readonly options: TransferOptions,
  ) {
    this.#checksum = startChecksum(remote.digest, remote.bytes)
  }

  /** Takes what an earlier transfer left into the checksum. */
  async readBack(): Promise<void> {
    const { size } = await this.handle.stat()
    if (size === 0) return
    if (size > this.remote.bytes) return this.#restart()
    const kept = this.handle.createReadStream({ start: 0, end: size - 1, autoClose: false })
    for await (const chunk of kept) {
      this.#checksum.update(chunk as Buffer)
      this.bytes += (chunk as Buffer).length
      this.options.signal.throwIfAborted()
    }
    this.options.onBytes(this.bytes)
  }

  /** One request for what is missing, and its bytes into the file. */
  async attempt(signal: AbortSignal): Promise<void> {
    if (this.bytes === this.remote.bytes) return
    const { response, url } = await this.client.request(this.remote.url, {
      headers: this.#range(),
      signal,
    })
    if (response.status !== 206) await this.#restart()
    this.#checkAnnounced(response, url)
    this.#validator = strongValidator(response)
    for await (const chunk of this.#chunks(response, url)) await this.#append(chunk)
    if (this.bytes < this.remote.bytes) {
      throw new TransientError(
        `${new URL(url).host} broke off ${this.remote.path} after ${this.bytes} of ${this.remote.bytes} bytes. What has come so far is kept.`,
      )
    }
  }

  /** Size and checksum of the whole; the bytes are on the disk when this returns. */
  async verify(): Promise<void> {
    const hex = this.#checksum.digest('hex')
    if (hex === this.remote.digest.hex) {
      await this.handle.sync().catch((thrown: unknown) => {
        throw writeError(this.target, thrown)
      })
      return
    }
    await this.handle.truncate(0)
    throw new DepthError(
      'DOWNLOAD_CORRUPT',
      `${this.remote.path} from ${new URL(this.remote.url).host} has the checksum ${hex} where ${this.remote.digest.hex} was announced. It was thrown away: download again, and check the mirror or proxy when it happens again.`,
    )
  }

  #range(): Readonly<Record<string, string>> {
    if (this.bytes === 0) return {}
    return {
      range: `bytes=${this.bytes}-`,
      ...(this.#validator !== undefined && { 'if-range': this.#validator }),
    }
  }

  async #restart(): Promise<void> {
    if (this.bytes === 0 && (await this.handle.stat()).size === 0) return
    this.bytes = 0
    this.#checksum = startChecksum(this.remote.digest, this.remote.bytes)
    await this.handle.truncate(0)
  }

  #checkAnnounced({ status, headers }: Response, url: string): void {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
    const start = status === 206 ? Number(range?.[1]) : 0
    const announced = status === 206 ? range?.[2] : headers.get('content-length')
    const total =
      announced === null || announced === undefined || announced === '*'
        ? undefined
        : Number(announced)
    if (start === this.bytes && (total === undefined || total === this.remote.bytes)) return
    throw new DepthError(
      'DOWNLOAD_CORRUPT',
      `${new URL(url).host} offers ${this.remote.path} from byte ${start} of ${total ?? 'an unknown number'}; expected from byte ${this.bytes} of ${this.remote.bytes}. Check the mirror or proxy.`,
    )
  }

  async *#chunks(response: Response, url: string): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader()
    if (reader === undefined) return
    try {
      for (;;) {
        const chunk = await withStallTimeout(reader.read(), url, this.client.silenceMs)
        if (chunk.done) return
        yield chunk.value
      }
    } catch (thrown) {
      throw networkFault(url, thrown)
    } finally {
      await reader.cancel().catch(() => undefined)
    }
  }

  async #append(chunk: Uint8Array): Promise<void> {
    if (this.bytes + chunk.length > this.remote.bytes) {
      await this.#restart()
      throw new DepthError(
        'DOWNLOAD_CORRUPT',
        `${new URL(this.remote.url).host} sent more than the ${this.remote.bytes} bytes announced for ${this.remote.path}. It was thrown away; check the mirror or proxy.`,
      )
    }
    await this.handle.write(chunk, 0, chunk.length, this.bytes).catch((thrown: unknown) => {
      throw writeError(this.target, thrown)
    })
    this.#checksum.update(chunk)
    this.bytes += chunk.length
    this.options.onBytes(this.bytes)
  }
}

/** Only a strong one proves that two parts belong together (RFC 9110, section 13.1.5). */
function strongValidator(response: Response): string | undefined {
  const etag = response.headers.get('etag') ?? ''
  return /^"[^"]+"$/.test(etag) ? etag : undefined
}

async function withStallTimeout<T>(read: Promise<T>, url: string, silenceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(url, silenceMs)), silenceMs)
  })
  try {
    return await Promise.race([read, silence])
  } finally {
    clearTimeout(timer)
  }
}
