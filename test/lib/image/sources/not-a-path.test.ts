import assert from 'node:assert/strict'
import type { ErrorCode } from '../../../../lib/errors'
import { loadImage } from '../../../../lib/image/load'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'

const options = { label: 'msg.payload' }
const smallest = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

describe('a text that is no image', () => {
  let jpeg: Buffer
  let base64: string
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    base64 = jpeg.toString('base64')
  })

  const texts: Record<string, [() => string, ErrorCode, RegExp]> = {
    'a JPEG as text': [
      () => jpeg.toString('utf8'),
      'INPUT_UNSUPPORTED',
      /a JPEG that was read as text.*Return to "a binary buffer".*"a single Buffer object"/,
    ],
    'a small JPEG as latin1': [
      () => jpeg.subarray(0, 2000).toString('latin1'),
      'INPUT_UNSUPPORTED',
      /a JPEG that was read as text\. In http request/,
    ],
    'a path with a NUL': [() => '/srv/a.jpg\0', 'INPUT_UNSUPPORTED', /NUL characters.*Remove them/],
    'a text in UTF-16': [
      () => Buffer.from('http://cam/x.jpg', 'utf16le').toString('latin1'),
      'INPUT_UNSUPPORTED',
      /NUL characters.*as UTF-16/,
    ],
    'JSON that is cut': [() => '{"image":"/9j/', 'INPUT_UNSUPPORTED', /JSON .*without an image/],
    'an image in Markdown': [
      () => '![door](http://cam/a.jpg)',
      'INPUT_UNSUPPORTED',
      /a link in Markdown \(!\[door\]\(http:.*what is in the parentheses/,
    ],
    'a link in Markdown': [
      () => '[img](http://cam/a.jpg)',
      'INPUT_UNSUPPORTED',
      /a link in Markdown/,
    ],
    'an image in Markdown that is a link': [
      () => '[![](a.jpg)](http://cam/)',
      'INPUT_UNSUPPORTED',
      /a link in Markdown/,
    ],
    'a link in BBCode': [
      () => '[img]http://cam/a.jpg[/img]',
      'INPUT_UNSUPPORTED',
      /a link in BBCode .*only the URL/,
    ],
    'an img tag': [
      () => '<img src="http://cam/a.jpg">',
      'INPUT_UNSUPPORTED',
      /an HTML tag .*what its src or href says/,
    ],
    'a link in HTML': [
      () => '<A HREF=http://cam/a.jpg>door</A>',
      'INPUT_UNSUPPORTED',
      /an HTML tag/,
    ],
    'an HTML page': [
      () => '<!DOCTYPE html><html><head><title>Login</title></head></html>',
      'INPUT_UNSUPPORTED',
      /HTML page \(often a camera's login page\)/,
    ],
    XML: [() => '<?xml version="1.0"?><Error/>', 'INPUT_UNSUPPORTED', /is XML/],
    'an object that became text': [
      () => '[object Object]',
      'INPUT_UNSUPPORTED',
      /an object that a node turned into text/,
    ],
    'a template': [() => '{{payload.url}}', 'INPUT_UNSUPPORTED', /template.*\{\{payload\.url\}\}/],
    'a blob: URL': [() => 'blob:http://localhost:1880/1f', 'INPUT_UNSUPPORTED', /browser/],
    'base64 of something else': [
      () => Buffer.from('x'.repeat(300)).toString('base64'),
      'INPUT_UNSUPPORTED',
      /base64 of something that is not an image/,
    ],
    'two URLs on two lines': [
      () => 'http://cam/a.jpg\nhttp://cam/b.jpg',
      'INPUT_UNSUPPORTED',
      /a text of several lines \(http:.*Send one path or URL in each message/,
    ],
    'two images in base64, joined by a comma': [
      () => `${base64},${base64}`,
      'INPUT_UNSUPPORTED',
      /joined by commas\. Send one message for each image/,
    ],
    'two small images in base64, joined by a comma': [
      () => `${smallest},${smallest}`,
      'INPUT_UNSUPPORTED',
      /joined by commas/,
    ],
    'a Buffer as Node.js shows it': [
      () => '<Buffer ff d8 ff e0>',
      'INPUT_UNSUPPORTED',
      /an object that a node turned into text/,
    ],
    'bytes as numbers': [() => [...jpeg].join(', '), 'INPUT_UNSUPPORTED', /bytes .* as numbers/],
    'bytes as spaced digits': [
      () => jpeg.toString('hex').replace(/../g, '$& '),
      'INPUT_UNSUPPORTED',
      /bytes .* as numbers/,
    ],
    'hexadecimal digits with 0x': [
      () => `0x${jpeg.toString('hex')}`,
      'INPUT_UNSUPPORTED',
      /bytes .* as numbers/,
    ],
    'a percent-encoded data URI': [
      () => encodeURIComponent(`data:image/jpeg;base64,${base64}`),
      'INPUT_UNSUPPORTED',
      /decodeURIComponent/,
    ],
    'base64 with something before it': [
      () => `image: ${base64}`,
      'INPUT_UNSUPPORTED',
      /base64 and something else in it/,
    ],
    'two data URIs': [
      () => `data:image/jpeg;base64,${base64}\ndata:image/jpeg;base64,${base64}`,
      'INPUT_UNSUPPORTED',
      /several data URIs/,
    ],
    'a path of thousands of characters': [
      () => `/tmp${'/y'.repeat(1500)}`,
      'FILE_NOT_FOUND',
      /Write the whole path/,
    ],
    'a sentence': [
      () => 'A picture of a cat on a sofa. '.repeat(10),
      'INPUT_UNSUPPORTED',
      /a text of 299 characters \(A picture of a cat.{50,70}…\), too long for a path\. Send an image/,
    ],
    'an empty data URI': [() => 'data:,', 'INPUT_UNSUPPORTED', /an empty data URI/],
  }
  for (const [name, [value, code, text]] of Object.entries(texts)) {
    it(`is an error that says what to do: ${name}`, () =>
      assert.rejects(loadImage(value(), options), coded(code, text)))
  }

  it('never shows the bytes of an image in an error', async () => {
    for (const text of [jpeg.toString('utf8'), jpeg.toString('latin1'), `x${jpeg.toString()}`]) {
      await assert.rejects(loadImage(text, options), coded('INPUT_UNSUPPORTED', /^[ -~]{0,400}$/))
    }
  })
})
