import { homedir } from 'node:os'
import { join } from 'node:path'
import { DepthError } from '../errors'
import { proxySettings, type ProxySettings } from '../http/proxy'
import { defaultCacheFolder } from './default-cache'

/** Where models come from and where they are kept. */
export interface StoreSettings {
  /** Base URL of the hub or of a mirror, without a slash at its end. */
  readonly endpoint: string
  /** Access token; goes to the endpoint's own origin only. */
  readonly token?: string
  /** Downloads, in the layout that Python's huggingface_hub shares: `models--<owner>--<name>/`. */
  readonly cacheFolder: string
  /** The package's own folder: files copied in by hand, custom models, accepted licenses. */
  readonly folder: string
  /** True: nothing is ever fetched. */
  readonly offline: boolean
  readonly proxy: ProxySettings
}

/** What a user may set. What is absent comes from the environment. */
export interface StoreOptions {
  readonly endpoint?: string | undefined
  readonly token?: string
  readonly cacheFolder?: string | undefined
  readonly folder?: string
  readonly offline?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const defaultEndpoint = 'https://huggingface.co'

/**
 * The store's settings: `options` first, then the environment variables that Python's
 * huggingface_hub reads (`HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`,
 * `HF_HUB_OFFLINE`) and the usual proxy ones, then their defaults (see defaultCacheFolder). Empty strings count as absent. A
 * folder may start with `~`.
 *
 * @throws DepthError CONFIG_INVALID for an endpoint that is not an http or https URL or has a password
 *   in it, and for a token that cannot be sent
 */
export function storeSettings(
  options: StoreOptions = {},
  environment: Environment = process.env,
): StoreSettings {
  const token = tokenOf(firstOf(options.token, environment['HF_TOKEN']))
  const folder = expandHome(firstOf(options.folder) ?? join('~', '.node-red', 'depth-models'))
  const cacheFolder = firstOf(options.cacheFolder) ?? hubCache(environment)
  return {
    endpoint: endpointOf(firstOf(options.endpoint, environment['HF_ENDPOINT']) ?? defaultEndpoint),
    ...(token !== undefined && { token }),
    cacheFolder:
      cacheFolder === undefined ? defaultCacheFolder(home(), folder) : expandHome(cacheFolder),
    folder,
    offline: (options.offline ?? false) || isOn(environment['HF_HUB_OFFLINE']),
    proxy: proxySettings(environment),
  }
}

function endpointOf(text: string): string {
  const invalid = (reason: string) =>
    new DepthError('CONFIG_INVALID', `The endpoint ${reason} Write it like ${defaultEndpoint}.`)
  // It is shown to everybody who may read the flows.
  if (text.includes('@')) {
    throw invalid(
      'of the model store node or of HF_ENDPOINT has a user name or password in it, which a hub does not take: use a token.',
    )
  }
  const scheme = URL.canParse(text) ? new URL(text).protocol : ''
  if (scheme === 'http:' || scheme === 'https:') return text.replace(/\/+$/, '')
  throw invalid(`"${text}" of the model store node or of HF_ENDPOINT is not an http or https URL.`)
}

/** A token goes into a header, where a line break or another odd character cannot stand. */
function tokenOf(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token
  throw new DepthError(
    'CONFIG_INVALID',
    'The token of the model store node or of HF_TOKEN has a space, a line break or another character in it that a token cannot have. Copy it again.',
  )
}

/** Expands `~` as a shell and Python's huggingface_hub do. @throws DepthError CONFIG_INVALID */
function expandHome(folder: string): string {
  return folder.replace(/^~(?=$|[\\/])/, () => {
    const expanded = home()
    if (expanded !== undefined) return expanded
    throw new DepthError(
      'CONFIG_INVALID',
      `The folder ${folder} begins with ~, but this user has no home folder. Write the whole path.`,
    )
  })
}

/** The home folder of the user, which a user of a container need not have. */
function home(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}

/** The cache that the environment names; undefined where it names none. */
function hubCache(environment: Environment): string | undefined {
  const [cache, home, caches] = ['HF_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'].map((name) =>
    firstOf(environment[name]),
  )
  if (cache !== undefined) return cache
  if (home !== undefined) return join(home, 'hub')
  return caches === undefined ? undefined : join(caches, 'huggingface', 'hub')
}

function firstOf(...values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== '')
}

/** The spellings of true that huggingface_hub accepts. */
function isOn(value: string | undefined): boolean {
  return ['1', 'on', 'yes', 'true'].includes((value ?? '').trim().toLowerCase())
}
