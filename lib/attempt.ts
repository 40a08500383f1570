/** What `look` finds, or the fallback where the value that it looks at throws (a getter, a proxy). */
export function attempt<T>(look: () => T, fallback: T): T {
  try {
    return look()
  } catch {
    return fallback
  }
}
