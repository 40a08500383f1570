import { readFileSync } from 'node:fs'
import { partOf, partStyles, serveHttp, startStream } from './mjpeg-server'

/**
 * A camera in a process of its own, so that what it costs is not measured: it sends the JPEG of its
 * first argument to each client, as often a second as its second argument says. Prints its address.
 */
const [, , file = '', framesPerSecond = ''] = process.argv
const style = partStyles['ESP32-CAM']
if (style === undefined) throw new Error('there is no such style of parts')
const part = partOf(readFileSync(file), style)

void serveHttp((_request, response) => {
  startStream(response, style)
  const timer = setInterval(() => response.write(part), 1000 / Number(framesPerSecond))
  response.on('close', () => clearInterval(timer))
}).then(({ base }) => console.log(base))
