import { DepthError } from '../errors'
import type { Account } from '../http/account'
import { accountOf, withoutCredentials } from '../http/credentials'
import { shownUrl } from '../http/redact'
import { checkHost } from '../image/sources/hosts'
import { parseUrl } from '../image/sources/url'
import type { CameraSettings } from './settings'

type Addressed = Pick<CameraSettings, 'address' | 'account' | 'hosts'>

/** Where a camera is, and who asks. */
export interface CameraAddress {
  /** Without user name and password, unless it has a place for them in its query. */
  readonly url: URL
  readonly account: Account | undefined
  /** For people: without user name, password and query. */
  readonly shown: string
}

/**
 * The URL of a camera. User name and password are those of the credentials, else those in the URL,
 * as they may come from the environment.
 *
 * @throws DepthError URL_FAILED, URL_FORBIDDEN
 */
export function cameraAddress({ address, account: own, hosts }: Addressed): CameraAddress {
  const url = parseUrl(address.trim().replace(/\{(user|password)\}/g, placeholder(own)))
  checkHost(url, hosts)
  const bare = withoutCredentials(url)
  return { url: bare, account: own ?? accountOf(url), shown: shownUrl(bare) }
}

/** A URL for ffmpeg, which takes user name and password from it alone. */
export function urlWithAccount({ url, account }: CameraAddress): string {
  if (account === undefined) return url.href
  const userInfo = `${escaped(account.username)}:${escaped(account.password)}@`
  return url.href.replace('://', () => `://${userInfo}`)
}

/** The address of a camera of any kind as status lines and errors may show it. */
export function shownAddress(address: string): string {
  const isUrl = isUrlLike(address) && URL.canParse(address.trim())
  return isUrl ? shownUrl(new URL(address.trim())) : address
}

/** Whether an address is a URL, which may hold a password, and not a device or a path. */
export function isUrlLike(address: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address.trim())
}

/** Refuses what would end a line of the script that ffmpeg reads. */
export function checkLine(name: string, text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (!/[\0-\x1f\x7f]/.test(text)) return text
  throw new DepthError('CONFIG_INVALID', `The setting "${name}" holds a control character.`)
}

function placeholder(account: Account | undefined) {
  return (_whole: string, name: string) =>
    escaped((name === 'user' ? account?.username : account?.password) ?? '')
}

/** Unlike encodeURIComponent, it leaves no quote and no bracket. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
