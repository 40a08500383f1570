/** The memory of all arrays in a job or an answer, which moves between threads instead of being copied. */
export function memoryOf(value: object): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  return Object.values(value).flatMap((part: unknown) =>
    typeof part === 'object' && part !== null ? memoryOf(part) : [],
  )
}
