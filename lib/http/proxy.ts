/** The proxies for https and http URLs, and the hosts that are reached without one. */
export interface ProxySettings {
  readonly https?: string
  readonly http?: string
  readonly exceptions: readonly string[]
}

/**
 * The proxies that the usual environment variables name. The lower-case name wins, as in curl;
 * `ALL_PROXY` stands in for both.
 */
export function proxySettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ProxySettings {
  const read = (name: string) =>
    [environment[name], environment[name.toUpperCase()]]
      .map((value) => value?.trim())
      .find((value) => value !== undefined && value !== '')
  const https = read('https_proxy') ?? read('all_proxy')
  const http = read('http_proxy') ?? read('all_proxy')
  const exceptions = (read('no_proxy') ?? '').split(/[\s,]+/).filter((host) => host !== '')
  return {
    ...(https !== undefined && { https }),
    ...(http !== undefined && { http }),
    exceptions,
  }
}
