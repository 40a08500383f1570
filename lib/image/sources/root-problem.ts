/** What makes an entry of a list of folders one that no file can lie in. */
const slips: readonly (readonly [matches: RegExp, reason: string])[] = [
  [/^\s*$/, 'is empty'],
  [/^\s|\s$/, 'begins or ends with a space'],
  [/^~/, 'begins with ~, which is not expanded: write the whole path'],
  [/^[a-z][a-z\d+.-]+:\/\//i, 'is a URL: write only the path'],
  [/\$\{?\w|%\w+%/, 'has a variable in it, which is not replaced: write the whole path'],
  [/[*?]/, 'has a wildcard in it: name the folder, everything below it is allowed'],
]

/** Why an entry of depthLoadImageRoots can allow nothing; undefined where it can. */
export function rootProblem(entry: string): string | undefined {
  return slips.find(([matches]) => matches.test(entry))?.[1]
}
