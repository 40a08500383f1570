/** How long an image stands before the page asks for the next, in milliseconds. */
const pauseMs = 250
const retryMs = 2000

/**
 * What the page of a stream runs: it asks for the images of several keys again and again, and reads
 * the one stream itself. An image that may be out of date is pale.
 */
export const pageScript = String.raw`
const pale = (image) => { image.style.opacity = 0.3 }
const fresh = (image) => { image.style.opacity = 1 }

for (const image of document.querySelectorAll('[data-again]')) {
  const address = image.src
  const again = () => { image.src = address + '&time=' + Date.now() }
  image.onload = () => { fresh(image); setTimeout(again, ${pauseMs}) }
  image.onerror = () => { pale(image); setTimeout(again, ${retryMs}) }
}

for (const image of document.querySelectorAll('[data-stream]')) {
  const again = () => { pale(image); setTimeout(start, ${retryMs}) }
  const start = () => watch(image).then(again, again)
  start()
}

async function watch(image) {
  const response = await fetch(image.dataset.stream)
  if (!response.ok) return
  const reader = response.body.getReader()
  let bytes = new Uint8Array()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    bytes = joined(bytes, value)
    for (let part = firstPart(bytes); part !== undefined; part = firstPart(bytes)) {
      await show(image, part.jpeg)
      bytes = bytes.subarray(part.end)
    }
  }
}

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function firstPart(bytes) {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1000))
  const head = /^[^]*?Content-Length: (\d+)\r\n\r\n/.exec(start)
  if (head === null) return undefined
  const begin = head[0].length
  const end = begin + Number(head[1])
  return bytes.length < end ? undefined : { jpeg: bytes.subarray(begin, end), end }
}

async function show(image, jpeg) {
  const address = URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' }))
  await new Promise((resolve) => {
    image.onload = image.onerror = resolve
    image.src = address
  })
  URL.revokeObjectURL(address)
  fresh(image)
}
`.trim()
