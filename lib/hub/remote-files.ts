import type { PathInfo } from '@huggingface/hub'
import { DepthError, messageOf } from '../errors'
import type { ModelDescriptor, ModelFile } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { isVerified } from '../models/unverified'
import { digestOf, type Digest } from './digest'
import type { Incoming } from '../http/transport'
import type { HubClient } from './hub-client'
import { isCommit, resolveUrl, type Source } from './layout'
import type { StoreSettings } from './settings'

/** What a server sent as T. */
type Untrusted<T> = { readonly [Name in keyof T]: unknown }

/** One file as the hub has it. */
export interface RemoteFile {
  readonly path: string
  readonly url: string
  readonly bytes: number
  readonly digest: Digest
}

/** The files of a model in one commit. */
export interface RemoteModel {
  readonly commit: string
  readonly files: readonly RemoteFile[]
}

export interface RemoteRequest {
  readonly client: HubClient
  readonly settings: StoreSettings
  readonly descriptor: ModelDescriptor
  readonly source: Source
  readonly precision: Precision
  readonly model: ModelFile
  readonly signal: AbortSignal
}

/**
 * Asks the hub for the commit that the revision stands for, and for size and checksum of each file
 * of one precision in that commit.
 *
 * @throws DepthError DOWNLOAD_DENIED, DOWNLOAD_NOT_FOUND, DOWNLOAD_FAILED, or DOWNLOAD_CORRUPT where
 *   the hub has another file than the one that the descriptor pins.
 */
export async function describeRemote(request: RemoteRequest): Promise<RemoteModel> {
  const { settings, descriptor, source, precision, model } = request
  const commit = await currentCommit(request)
  const pinned = { ...source, revision: commit }
  const wanted = [model, ...(model.externalData ?? [])]
  const found = await pathsInfo(request, pinned, wanted.map(pathOf))
  const files = wanted.map((file) => {
    const info = found.find(({ path }) => path === file.path)
    if (info === undefined) throw absent(source, file.path)
    return remoteFile(info, resolveUrl(settings.endpoint, pinned, file.path))
  })
  if (isVerified(descriptor, `/files/${precision}`)) {
    files.forEach((file, index) => checkPin(wanted[index], file))
  }
  return { commit, files }
}

function pathOf(file: { readonly path: string }): string {
  return file.path
}

/** The endpoint's own response carries the commit, even where it redirects to the bytes. */
async function currentCommit(request: RemoteRequest): Promise<string> {
  const { client, settings, source, model, signal } = request
  const url = resolveUrl(settings.endpoint, source, model.path)
  const commitOf = (response: Incoming) => response.headers.get('x-repo-commit') ?? ''
  const { response } = await client.request(url, {
    method: 'HEAD',
    signal,
    until: (answer) => answer.status < 400 && isCommit(commitOf(answer)),
  })
  const commit = commitOf(response)
  if (isCommit(commit)) return commit
  throw new DepthError(
    'DOWNLOAD_FAILED',
    `${new URL(url).host} does not answer as a hub does: X-Repo-Commit is missing. Check the endpoint in the model store node, and whether a proxy answers in its place.`,
  )
}

async function pathsInfo(
  { client, settings, signal }: RemoteRequest,
  { repository, revision }: Source,
  paths: string[],
): Promise<readonly Untrusted<PathInfo>[]> {
  const hub = await import('@huggingface/hub')
  try {
    return await hub.pathsInfo({
      repo: repository,
      revision,
      paths,
      hubUrl: settings.endpoint,
      fetch: client.fetchUntil(signal),
    })
  } catch (thrown) {
    if (thrown instanceof DepthError) throw thrown
    throw new DepthError(
      'DOWNLOAD_FAILED',
      `${new URL(settings.endpoint).host} does not describe files as a hub does: ${messageOf(thrown)}. Check the endpoint in the model store node, and whether a proxy answers in its place.`,
      { cause: thrown },
    )
  }
}

/** Checks what the hub says of a file: the digest becomes a path, and the size is counted with. */
function remoteFile({ path, ...info }: Untrusted<PathInfo>, url: string): RemoteFile {
  const large = (info.lfs ?? undefined) as Untrusted<{ oid: string; size: number }> | undefined
  const bytes = large === undefined ? info.size : large.size
  const digest = large === undefined ? digestOf('git', info.oid) : digestOf('sha256', large.oid)
  if (digest !== undefined && isSize(bytes)) return { path: path as string, url, bytes, digest }
  throw new DepthError(
    'DOWNLOAD_CORRUPT',
    `${new URL(url).host} describes ${String(path)} with a ${digest === undefined ? 'checksum' : 'size'} that cannot be one. Nothing was downloaded. Check the endpoint in the model store node.`,
  )
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function absent(source: Source, path: string): DepthError {
  return new DepthError(
    'DOWNLOAD_NOT_FOUND',
    `${source.repository} has no file ${path} in revision ${source.revision}. Check the descriptor.`,
  )
}

function checkPin(pin: ModelFile | undefined, found: RemoteFile): void {
  const { bytes = found.bytes, sha256 = found.digest.hex } = pin ?? {}
  if (bytes === found.bytes && sha256 === found.digest.hex) return
  throw new DepthError(
    'DOWNLOAD_CORRUPT',
    `${new URL(found.url).host} offers another ${found.path} than the descriptor pins: ${found.bytes} bytes, ${found.digest.hex}; expected ${bytes} bytes, ${sha256}. Nothing was downloaded.`,
  )
}
