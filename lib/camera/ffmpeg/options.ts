import { DepthError } from '../../errors'

/** One option of ffmpeg as somebody typed it, with its value where it has one. */
export type FfmpegOption = readonly [name: string, value?: string]

/** Options of ffmpeg itself and of decoders; all others are options of the input. */
const ownOptions =
  /^-(hwaccel\w*|init_hw_device|skip_frame|skip_loop_filter|threads|thread_type|thread_queue_size|re|readrate|r|c(:\w+)*|vcodec|codec(:\w+)*|stream_loop|ss|t|to|itsoffset|discard|fflags|flags|err_detect|f|pix_fmt|video_size|framerate|an|sn|dn|autorotate|noautorotate)$/

/** Options that would make a second input, or let another program's words in. */
const refused =
  /^-(i|y|n|filter_script\S*|filter_complex_script|report|progress|sdp_file|dump_attachment\S*)$/

/**
 * Splits a line of options as a shell does, with quotes, but nothing is replaced and no shell runs.
 *
 * @throws DepthError CONFIG_INVALID
 */
export function ffmpegOptions(line: string): readonly FfmpegOption[] {
  const words = wordsOf(line)
  const options: FfmpegOption[] = []
  for (let at = 0; at < words.length; at++) {
    const name = words[at] ?? ''
    if (!/^-[a-z]/i.test(name)) throw invalid(`"${name}" stands where an option is expected`)
    if (refused.test(name)) throw invalid(`${name} cannot be used here`)
    const next = words[at + 1]
    // A value may be a negative number; flags of ffmpeg have none.
    const hasValue = next !== undefined && !/^-[a-z]/i.test(next)
    options.push(hasValue ? [name, next] : [name])
    if (hasValue) at++
  }
  return options
}

/** Whether an option goes to ffmpeg beside a hidden address, and not with it. */
export function isOwnOption([name]: FfmpegOption): boolean {
  return ownOptions.test(name)
}

const word = /(?:[^\s"']+|"([^"]*)"|'([^']*)')+/g

function wordsOf(line: string): readonly string[] {
  const rest = line.replace(word, '').trim()
  if (rest !== '') throw invalid(`the quote ${rest.slice(0, 1)} is not closed`)
  return [...line.matchAll(word)].map(([text]) => text.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'))
}

function invalid(reason: string): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `"Input options" cannot be used: ${reason}. Write them as ffmpeg takes them before -i, such as -rtsp_transport udp.`,
  )
}
