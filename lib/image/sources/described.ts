import { isPromise } from 'node:util/types'
import { counted } from '../../counted'
import { excerpt } from '../../excerpt'
import { hasBinary } from './not-a-path'

const shownProperties = 5

/** Values that flows carry by mistake, and what to do about them. */
const mistakes: readonly (readonly [(value: object) => boolean, string])[] = [
  [isPromise, 'a Promise (await it in the function node)'],
  [(value) => 'pipe' in value, 'a stream (read it into a Buffer)'],
  [(value) => 'arrayBuffer' in value, 'a Blob or response (await its arrayBuffer())'],
  [(value) => 'href' in value, 'a URL object (send its href)'],
  [
    (value) => Object.keys(value).some(hasBinary),
    'a form made from the bytes of an image (send it with the header Content-Type: image/jpeg)',
  ],
]

/** What a value is, for messages: `the number 42`, `of type Map`, `an object with the properties "who"`. */
export function described(value: unknown): string {
  try {
    return describe(value)
  } catch {
    return 'an object whose properties throw errors'
  }
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value === 'string') return `a text of ${counted(value.length, 'character')}`
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value !== 'object') return `a ${typeof value}`
  const mistake = mistakes.find(([matches]) => matches(value))
  if (mistake !== undefined) return mistake[1]
  if (Buffer.isBuffer(value)) return `a Buffer of ${counted(value.length, 'byte')}`
  if (Array.isArray(value)) return describedList(value)
  const type = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (type !== 'Object') return `of type ${excerpt(type, 40)}`
  const names = Object.keys(value).slice(0, shownProperties)
  if (names.length === 0) return 'an empty object'
  const properties = names.length === 1 ? 'property' : 'properties'
  return `an object with the ${properties} ${names.map((name) => `"${excerpt(name, 40)}"`).join(', ')}`
}

function describedList(list: readonly unknown[]): string {
  const [first] = list
  if (list.length === 0) return 'an empty array'
  const isList = Array.isArray(first)
  const kind = Buffer.isBuffer(first) ? 'a Buffer' : isList ? 'an array' : described(first)
  const which = list.length === 1 ? 'which' : 'the first of which'
  return `an array of ${counted(list.length, 'element')}, ${which} is ${kind}`
}
