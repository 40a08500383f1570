import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { DepthError } from '../errors'
import { chunksOf } from '../http/body'
import type { Incoming } from '../http/transport'
import { startChecksum } from './digest'
import { writeError } from '../write-file-atomic'
import { networkError, TransientError } from './errors'
import type { HubClient } from './hub-client'
import type { RemoteFile } from './remote-files'
import { withRetry } from './retry'

export interface TransferOptions {
  readonly signal: AbortSignal
  /** Pauses before each further attempt, in milliseconds; after the last one the transfer fails. */
  readonly retryDelaysMs: readonly number[]
  /** Called with the number of bytes that the file has so far. */
  readonly onBytes: (bytes: number) => void
  /** Whether nobody else has begun to write the file meanwhile. */
  readonly isStillOurs: () => Promise<boolean>
}

/**
 * Fetches a file into `target`, resuming what is there, and checks size and checksum. After a cut
 * it requests the rest only. On success the file is whole and on the disk; after an error the partial
 * file stays for the next time, unless it is known to be wrong.
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
    // What is opened from here on is a copy of its own, should another take over.
    if (!(await options.isStillOurs())) return
    const transfer = new Transfer({ handle, target, client, remote, options })
    await transfer.resume()
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

interface TransferParts {
  readonly handle: FileHandle
  /** Path of the file, for errors. */
  readonly target: string
  readonly client: HubClient
  readonly remote: RemoteFile
  readonly options: TransferOptions
}

/** The transfer of one file, over as many requests as it takes. */
class Transfer {
  /** Bytes that are in the file and in the checksum. */
  bytes = 0
  #checksum: Hash
  /** The ETag of what has come, so that the rest is never taken from other content. */
  #validator: string | undefined
  readonly #parts: TransferParts

  constructor(parts: TransferParts) {
    this.#parts = parts
    this.#checksum = startChecksum(parts.remote.digest, parts.remote.bytes)
  }

  /** Takes what an earlier transfer left into the checksum. */
  async resume(): Promise<void> {
    const { handle, remote, options } = this.#parts
    const { size } = await handle.stat()
    if (size === 0) return
    if (size > remote.bytes) return this.#restart()
    const kept = handle.createReadStream({ start: 0, end: size - 1, autoClose: false })
    for await (const chunk of kept) {
      this.#checksum.update(chunk as Buffer)
      this.bytes += (chunk as Buffer).length
      options.signal.throwIfAborted()
    }
    options.onBytes(this.bytes)
  }

  /** One request for what is missing, and its bytes into the file. */
  async attempt(signal: AbortSignal): Promise<void> {
    const { client, remote } = this.#parts
    if (this.bytes === remote.bytes) return
    const { response, url } = await client.request(remote.url, { headers: this.#range(), signal })
    if (response.status !== 206) await this.#restart()
    this.#checkAnnounced(response, url)
    this.#validator = strongValidator(response)
    try {
      for await (const chunk of chunksOf(response, signal)) await this.#append(chunk)
    } catch (thrown) {
      throw networkError(url, thrown, client.stallMs)
    }
    if (this.bytes < remote.bytes) {
      throw new TransientError(
        `${url.host} broke off ${remote.path} after ${this.bytes} of ${remote.bytes} bytes. The partial download is kept.`,
      )
    }
  }

  /** Checks the checksum of the whole; the bytes are on the disk when this returns. */
  async verify(): Promise<void> {
    const { handle, target, remote } = this.#parts
    const hex = this.#checksum.digest('hex')
    if (hex === remote.digest.hex) {
      await handle.sync().catch((thrown: unknown) => {
        throw writeError(target, thrown)
      })
      return
    }
    await handle.truncate(0)
    throw new DepthError(
      'DOWNLOAD_CORRUPT',
      `${remote.path} from ${hostOf(remote)} has the checksum ${hex} where ${remote.digest.hex} was announced. The partial file was deleted. Download again, and check the mirror or proxy if it happens again.`,
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
    const { handle, remote } = this.#parts
    if (this.bytes === 0 && (await handle.stat()).size === 0) return
    this.bytes = 0
    this.#checksum = startChecksum(remote.digest, remote.bytes)
    await handle.truncate(0)
  }

  /** Refuses a response for another part of the file, or of a file with another size. */
  #checkAnnounced({ status, headers }: Incoming, url: URL): void {
    const { remote } = this.#parts
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
    const start = status === 206 ? Number(range?.[1]) : 0
    const announced = (status === 206 ? range?.[2] : headers.get('content-length')) ?? '*'
    const total = announced === '*' ? undefined : Number(announced)
    if (start === this.bytes && (total === undefined || total === remote.bytes)) return
    throw new DepthError(
      'DOWNLOAD_CORRUPT',
      `${url.host} offers ${remote.path} from byte ${start} of ${total ?? 'an unknown number'}; expected from byte ${this.bytes} of ${remote.bytes}. Check the mirror or proxy.`,
    )
  }

  async #append(chunk: Uint8Array): Promise<void> {
    const { handle, target, remote, options } = this.#parts
    if (this.bytes + chunk.length > remote.bytes) {
      await this.#restart()
      throw new DepthError(
        'DOWNLOAD_CORRUPT',
        `${hostOf(remote)} sent more than the ${remote.bytes} bytes announced for ${remote.path}. The partial file was deleted. Check the mirror or proxy.`,
      )
    }
    await handle.write(chunk, 0, chunk.length, this.bytes).catch((thrown: unknown) => {
      throw writeError(target, thrown)
    })
    this.#checksum.update(chunk)
    this.bytes += chunk.length
    options.onBytes(this.bytes)
  }
}

function hostOf(remote: RemoteFile): string {
  return new URL(remote.url).host
}

/** Only a strong ETag proves that two parts belong together (RFC 9110, section 13.1.5). */
function strongValidator(response: Incoming): string | undefined {
  const etag = response.headers.get('etag') ?? ''
  return /^"[^"]+"$/.test(etag) ? etag : undefined
}
