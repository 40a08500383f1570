/** Codes of TLS for a certificate that is not trusted. */
const untrusted = /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_TLS)/

/** Whether an error with this code says that the certificate of a server is not trusted. */
export function isUntrustedCertificate(code: string): boolean {
  return untrusted.test(code)
}
