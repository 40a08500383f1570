/**
 * Text from outside as an error shows it: on one line, without control characters or halves of
 * characters, and cut.
 */
export function excerpt(text: string, most = 80): string {
  // Of a long text no more is looked at than may be shown.
  const clean = text
    .slice(0, 4 * most)
    .replace(/[\p{C}\s\uFFFD]+/gu, ' ')
    .trim()
  return clean.length > most || text.length > 4 * most ? `${clean.slice(0, most - 1)}…` : clean
}
