/** What people mean by texts that are the path of no file, and the remedy. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/^~/, '"~" is not understood: write the whole path.'],
  [/^.+https?:\/\//i, 'There is a URL in it: send only the URL.'],
  [
    /\{\{|\$\{|^\$\w|%[a-z]\w{2,}%/i,
    'Variables are not replaced in a path: write the value, or join it in a function node.',
  ],
  [/%[\da-f]{2}/i, 'It is percent-encoded: decode it with decodeURIComponent().'],
  [
    /^(null|undefined|NaN|true|false)$|\[object \w+\]/,
    'The node before made a text of another value: check the property that it sends.',
  ],
  [
    /^(https?[:/]|www\.|\/\/|\/api\/|localhost[:/]|[^\s/]+@|[\w-]+(\.[\w-]+)*(:\d+$|(:\d+|\.\d+|\.[a-z]{2,6})\/))/i,
    'If a URL is meant, begin it with http:// and the host.',
  ],
  [/[*?]/, 'A path names one file: list the folder first, and send one message for each file.'],
]

/** The same for paths of Windows, where Node-RED runs on another system. */
const foreignHints: readonly (readonly [RegExp, string])[] = [
  [
    /^\/?[a-z]:[\\/]/i,
    `This is a path of Windows, and Node-RED runs on ${process.platform} here. Write the path that this machine has.`,
  ],
  [
    /^\\\\/,
    `This is a share of Windows, and Node-RED runs on ${process.platform} here. Mount the share, and write the path of the mount.`,
  ],
]

const wholePath =
  'Write the whole path, or one relative to fileWorkingDirectory of settings.js (by default the ' +
  'folder in which Node-RED was started).'

/** What to do about the path of a file that does not exist, as the flow names it. */
export function pathHint(path: string): string {
  const table = process.platform === 'win32' ? hints : [...foreignHints, ...hints]
  return table.find(([pattern]) => pattern.test(path))?.[1] ?? wholePath
}
