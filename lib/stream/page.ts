import { pageScript } from './page-script'

/**
 * A page that shows a stream. One image is watched as it comes; of several keys, each image is asked
 * for again and again, because browsers open no more than six connections to a host. Both come back
 * by themselves: an `<img>` with a stream does not, and no event says that its stream has ended.
 *
 * @param name the stream's, which is safe in a URL
 * @param keys those that have an image
 */
export function streamPage(name: string, keys: readonly string[]): string {
  const images =
    keys.length > 1
      ? keys.map((key) => {
          const address = `${name}.jpg?key=${encodeURIComponent(key)}`
          const label = escaped(key)
          return `<figure><img data-again src="${address}" alt="${label}"><figcaption>${label}</figcaption></figure>`
        })
      : [`<figure><img data-stream="${name}.mjpg" alt="${name}"></figure>`]
  return `<!doctype html>
<html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>
body { margin: 0; padding: 8px; display: flex; flex-wrap: wrap; gap: 8px; background: #222; color: #ddd; font-family: sans-serif }
figure { margin: 0; flex: 1 1 320px }
img { width: 100%; height: auto }
</style>
${images.join('\n')}
<script>
${pageScript}
</script>
</html>
`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
