import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'
import { withImageFile } from '../../testing/node-red/image-file'
import { frameIn, loadImageNode } from '../../testing/node-red/load-image-node'
import { caught, receive, send, unloadFlow } from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'

describe('what the load image node may open', () => {
  const start = nodeUnderTest(depthLoadImage, loadImageNode('load', [['out']]))
  const image = withImageFile()

  it('keeps paths and addresses to what settings.js allows', async () => {
    await start({}, { depthLoadImageRoots: ['/srv/cameras'], depthLoadImageHosts: ['cam.local'] })
    send('load', { payload: '/etc/hostname' })
    assert.equal((await caught()).code, 'FILE_FORBIDDEN')
    send('load', { payload: 'http://127.0.0.1:1/a.jpg' })
    assert.equal((await caught()).code, 'URL_FORBIDDEN')
  })

  it('opens no path and no URL of a message where it accepts bytes only', async () => {
    await start({ accept: 'bytes' })
    await writeFile(image.file, image.jpeg)
    const references = [
      image.file,
      `file://${image.file}`,
      'http://127.0.0.1:1/a.jpg',
      { image: image.file },
    ]
    for (const payload of [...references, image.file.slice(1), '/none']) {
      send('load', { payload })
      const { code, message } = await caught()
      assert.equal(code, 'INPUT_UNSUPPORTED')
      assert.doesNotMatch(message, /path|URL|depth|tmp/)
    }
    for (const payload of [
      image.jpeg,
      image.jpeg.toString('base64'),
      `data:image/jpeg;base64,${image.jpeg.toString('base64')}`,
      { image: image.jpeg },
      { data: Buffer.alloc(12), width: 2, height: 2, channels: 3 },
    ]) {
      send('load', { payload })
      assert.ok(frameIn(await receive('out')).width > 0)
    }
  })

  it('opens what its dialog names where it accepts bytes only of messages', async () => {
    await writeFile(image.file, image.jpeg)
    for (const [sourceType, source] of [
      ['str', image.file],
      ['sample', 'room'],
    ] as const) {
      await start({ accept: 'bytes', sourceType, source })
      send('load', {})
      assert.ok(frameIn(await receive('out')).width > 0)
      await unloadFlow()
    }
  })

  it('allows nothing where settings.js has a slip in it', async () => {
    await start({}, { depthLoadImageRoots: '/srv/cameras' })
    send('load', { payload: '/etc/hostname' })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /depthLoadImageRoots/)
  })

  const slips: [settings: object, says: RegExp][] = [
    ...['', '  ', '~/x', 'file:///srv', '$HOME/x', '${HOME}', '/srv/*', ' /srv', '%TEMP%'].map(
      (root): [object, RegExp] => [{ depthLoadImageRoots: ['/srv', root] }, /depthLoadImageRoots/],
    ),
    ...[
      'http://h',
      ' h ',
      '*',
      'h/',
      '',
      '127.0.0.*',
      '10.0.0.0/8',
      '::1',
      'h:99999',
      'küche',
      '*.',
    ].map((host): [object, RegExp] => [
      { depthLoadImageHosts: ['cam', host] },
      /depthLoadImageHosts/,
    ]),
  ]
  for (const [settings, says] of slips) {
    it(`refuses entries that can allow nothing: ${JSON.stringify(settings)}`, async () => {
      await start({}, settings)
      send('load', { payload: image.jpeg })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, says)
    })
  }

  it('takes entries in every form that is documented', async () => {
    await start(
      {},
      {
        depthLoadImageRoots: ['/srv/cameras', 'images', '.', '/'],
        depthLoadImageHosts: [
          'cam1.local',
          'Cam',
          '192.168.1.20:8080',
          'h:80',
          'h:443',
          '[::1]',
          '[::1]:81',
          '*.example.org',
        ],
      },
    )
    send('load', { payload: image.jpeg })
    await receive('out')
  })
})
