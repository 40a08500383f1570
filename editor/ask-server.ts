/** What jQuery rejects with. */
interface FailedRequest {
  readonly status: number
  readonly statusText: string
  readonly responseJSON?: { readonly message?: string }
}

/**
 * Asks an admin route. URLs are relative, so jQuery adds the token.
 *
 * @throws Error with the server's own message
 */
export async function askServer<Answer>(
  method: 'GET' | 'POST',
  url: string,
  fields: object,
): Promise<Answer> {
  const isGet = method === 'GET'
  try {
    return (await $.ajax(url, {
      method,
      data: isGet ? fields : JSON.stringify(fields),
      ...(!isGet && { contentType: 'application/json' }),
      dataType: 'json',
    })) as Answer
  } catch (thrown) {
    const { responseJSON, status, statusText } = thrown as FailedRequest
    throw new Error(responseJSON?.message ?? `${status} ${statusText}`, { cause: thrown })
  }
}
