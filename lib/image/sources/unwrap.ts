import { isStringObject } from 'node:util/types'
import { isDepthFrame } from '../../frames/depth-frame'
import { isImageFrame } from '../../frames/image-frame'
import { imageIn } from '../embedded'
import { identify, identifyRefused } from '../formats'
import { isBase64Image } from './base64'
import { bytesOf } from './bytes'
import { isDataUri } from './data-uri'
import { isRawPixels } from './raw-pixels'

/** A value, and what it is called in messages: `msg.payload.image`. */
export interface Named {
  readonly value: unknown
  readonly label: string
}

/** What is inside of a value that carries an image, or undefined where it is not of this kind. */
type Carrier = (named: Named) => Named | undefined

const carriers: readonly Carrier[] = [bytes, textInBytes, json, quoted, onlyElement, property]

/** As `[{ buffer: { type: 'Buffer', data: [...] } }]` in JSON in a Buffer. */
const maxSteps = 6

/**
 * What carries the image inside of a value: a Buffer, a text, an ImageFrame or raw pixels. The value
 * itself where nothing is known to be inside of it.
 */
export function unwrap(named: Named): Named {
  let inner = named
  for (let step = 0; step < maxSteps; step++) {
    const next = isFrame(inner.value) ? undefined : open(inner)
    if (next === undefined) return inner
    inner = next
  }
  return inner
}

function open(named: Named): Named | undefined {
  for (const carrier of carriers) {
    const inner = carrier(named)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** A depth frame has an image too, which is not what it stands for. */
function isFrame(value: unknown): boolean {
  return isImageFrame(value) || isDepthFrame(value)
}

/** A shorter list of numbers is something else. */
const shortestImage = 12

function bytes({ value, label }: Named): Named | undefined {
  if (Buffer.isBuffer(value)) return undefined
  const found = bytesOf(value)
  const isShortList = !ArrayBuffer.isView(value) && (found?.length ?? 0) < shortestImage
  return found === undefined || isShortList ? undefined : { value: found, label }
}

/** A Buffer of text from a node that sends everything as Buffers, such as mqtt in. */
function textInBytes({ value, label }: Named): Named | undefined {
  if (!Buffer.isBuffer(value) || identify(value) !== undefined) return undefined
  if (identifyRefused(value) !== undefined || imageIn(value) !== value) return undefined
  if (!/^(\xef\xbb\xbf)?[\t\n\r\x20-\x7e]+$/.test(value.toString('latin1', 0, 64))) return undefined
  const text = value
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(partHeaders, '')
  return isBase64Image(text.trim()) || isDataUri(text) || /^\s*["[{]/.test(text)
    ? { value: text, label }
    : undefined
}

/** The headers of a part of an e-mail, whose body is base64. */
const partHeaders = /^(--[^\n]*\n)?([\w-]+:[^\n]*\n)+\r?\n/

function quoted({ value, label }: Named): Named | undefined {
  if (isStringObject(value)) return { value: String.prototype.toString.call(value), label }
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const isUrl = /^<\w+:\/\/[^>]*>$/.test(text)
  const isQuoted = text.length > 1 && text.endsWith(text.charAt(0)) && /^["'`]/.test(text)
  return isUrl || isQuoted ? { value: text.slice(1, -1), label } : undefined
}

function json({ value, label }: Named): Named | undefined {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return undefined
  try {
    return { value: JSON.parse(value) as unknown, label }
  } catch {
    return undefined
  }
}

/** As `msg.req.files` has one where a form uploads one file. */
function onlyElement({ value, label }: Named): Named | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined
  return { value: (value as unknown[])[0], label: `${label}[0]` }
}

/**
 * Of `{ image }`, as sketches for the ESP32-CAM send it, of Jimp's `{ bitmap }`, of `{ buffer }` in
 * an uploaded form, `{ content }` of an e-mail, and `{ data }`, as a Buffer becomes in JSON.
 */
const properties = ['image', 'bitmap', 'buffer', 'content', 'data']

function property({ value, label }: Named): Named | undefined {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  if (Array.isArray(value) || isRawPixels(value)) return undefined
  const present = properties.filter((name) => name in value)
  const at = (name: string) => (value as Record<string, unknown>)[name]
  const name = present.find((candidate) => (at(candidate) ?? undefined) !== undefined) ?? present[0]
  return name === undefined ? undefined : { value: at(name), label: `${label}.${name}` }
}
