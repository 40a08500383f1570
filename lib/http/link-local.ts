import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16)
linkLocal.addSubnet('fe80::', 10, 'ipv6')

/**
 * Whether the host of a URL is written as a link-local address: where a cloud answers its machines
 * with their secrets.
 */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && linkLocal.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * A lookup of names that leaves link-local addresses out, so that a connection goes to none of them
 * whatever a name server says, and whenever it says it.
 *
 * @param trusted a name that may have any address
 * @param refusal makes the error for a name that has no other address
 */
export function lookupBeyondLink(
  trusted: string,
  refusal: (name: string) => Error,
  lookup: LookupFunction = systemLookup,
): LookupFunction {
  return (name, options, callback) => {
    if (name === trusted) {
      lookup(name, options, callback)
      return
    }
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses = (found as readonly LookupAddress[] | undefined) ?? []
      const usable = addresses.filter(({ address }) => !isLinkLocal(address))
      const [first] = usable
      if (error !== null || first === undefined) callback(error ?? refusal(name), [])
      else if (options.all === true) callback(null, usable)
      else callback(null, first.address, first.family)
    })
  }
}
