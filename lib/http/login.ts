import { RecentlyUsed } from '../timing/recently-used'
import { basicAuthorization, type Account } from './account'
import { challengesIn } from './challenge'
import { DigestAnswers, strongestDigest, type DigestRequest } from './digest'

/**
 * How one account logs in to one server: with digest or basic authentication, as the server asks.
 * Nothing is sent before it asks, since basic authentication would give the password away.
 */
export class Login {
  readonly #account: Account
  #answer: ((request: DigestRequest) => string) | undefined

  constructor(account: Account) {
    this.#account = account
  }

  /** The header Authorization of a request; undefined as long as the server has asked for nothing. */
  authorization(request: DigestRequest): string | undefined {
    return this.#answer?.(request)
  }

  /**
   * Takes what a server asks for.
   *
   * @param header its header WWW-Authenticate; empty where it refuses and asks for nothing
   * @returns whether there is an answer to it, which `authorization` gives from now on
   */
  take(header: string): boolean {
    const challenges = challengesIn(header)
    const digest = strongestDigest(challenges)
    if (digest !== undefined) {
      const answers = new DigestAnswers(digest, this.#account)
      this.#answer = (request) => answers.authorization(request)
      return true
    }
    const takesBasic =
      challenges.length === 0 || challenges.some(({ scheme }) => scheme === 'basic')
    if (!takesBasic) return false
    const basic = basicAuthorization(this.#account)
    this.#answer = () => basic
    return true
  }

  /** To be called when the server refuses the answer: the next request asks from the start. */
  forget(): void {
    this.#answer = undefined
  }
}

/** As many logins are remembered, so that not each snapshot has to be asked for twice. */
const maxLogins = 64

const logins = new RecentlyUsed<string, Login>(maxLogins)

/** The login of an account to an origin, the same for every request of this process. */
export function loginFor(origin: string, account: Account): Login {
  const key = JSON.stringify([origin, account.username, account.password])
  return logins.get(key, () => new Login(account))
}
