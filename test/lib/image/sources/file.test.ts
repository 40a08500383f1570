import assert from 'node:assert/strict'
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DepthError } from '../../../../lib/errors'
import { loadImage, type LoadOptions } from '../../../../lib/image/load'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'

/** A process that swaps a folder for a link, again and again. */
const swapFolder = join(__dirname, '../../../../testing/process/swap-folder-process.ts')

let folder: string
let inside: string
let outside: string

function load(path: string, options: Partial<LoadOptions> = {}): ReturnType<typeof loadImage> {
  return loadImage(path, { label: 'msg.payload', ...options })
}

describe('an image in a file', () => {
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'images-')))
    inside = join(folder, 'inside')
    outside = join(folder, 'outside')
    await mkdir(inside)
    await mkdir(outside)
    const jpeg = await scene().jpeg().toBuffer()
    await writeFile(join(inside, 'cam 1.jpg'), jpeg)
    await writeFile(join(outside, 'secret.jpg'), jpeg)
    await writeFile(join(inside, 'empty.jpg'), '')
    await symlink(join(outside, 'secret.jpg'), join(inside, 'link.jpg'))
    await symlink(outside, join(inside, 'way-out'))
    await symlink(inside, join(folder, 'way-in'))
  })
  after(() => rm(folder, { recursive: true }))

  it('is read, and the reading measured', async () => {
    const path = join(inside, 'cam 1.jpg')
    const { frame, measured } = await load(path)
    assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
    assert.equal(frame.source, `file ${path}`)
    assert.deepEqual(
      measured.map(({ stage }) => stage),
      ['read'],
    )
  })

  it('is found from the working directory that settings.js names', async () => {
    const { frame } = await load('inside/cam 1.jpg', { workingDirectory: folder })
    assert.equal(frame.source, `file ${join(inside, 'cam 1.jpg')}`)
  })

  it('is found from the folder of the process where settings.js names none', async () => {
    await load(relative(process.cwd(), join(inside, 'cam 1.jpg')))
  })

  it('may be named by a file: URL', async () => {
    const url = pathToFileURL(join(inside, 'cam 1.jpg')).href
    await load(url)
    await load(url.replace('file:///', 'file:/'))
    await assert.rejects(load('file://elsewhere/%2f'), coded('FILE_UNREADABLE', /file: URL/))
  })

  it('that is not there is an error that names the whole path', () =>
    assert.rejects(
      load('none.jpg', { workingDirectory: inside }),
      coded('FILE_NOT_FOUND', new RegExp(join(inside, 'none.jpg')), /fileWorkingDirectory/),
    ))

  it('has to be a regular file', async () => {
    const pipe = join(inside, 'pipe')
    execFileSync('mkfifo', [pipe])
    await assert.rejects(load(pipe), coded('FILE_UNREADABLE', /not a regular file/))
    await assert.rejects(load('/dev/zero'), coded('FILE_UNREADABLE', /not a regular file/))
    await assert.rejects(load(inside), coded('FILE_UNREADABLE', /a folder/))
  })

  it('must not be larger than the limit', () =>
    assert.rejects(
      load(join(inside, 'cam 1.jpg'), { maxBytes: 100 }),
      coded('FILE_UNREADABLE', /more than the limit of 100/),
    ))

  it('must not be larger than the limit, whatever size its folder says', async () => {
    // A regular file of 0 bytes that yields gigabytes: the page tables of this process.
    const endless = '/proc/self/pagemap'
    if (process.platform === 'linux') {
      await assert.rejects(
        load(endless, { maxBytes: 2 ** 20 }),
        coded('FILE_UNREADABLE', /pagemap has more than the limit of 1048576 bytes/),
      )
    }
    await assert.rejects(load('/dev/null'), coded('FILE_UNREADABLE', /not a regular file/))
  })

  it('that is not an image is refused without a word of what is in it', async () => {
    const secret = join(inside, 'secret.txt')
    await writeFile(secret, 'password=hunter2')
    await assert.rejects(load(secret), (error: Error) => {
      coded('IMAGE_INVALID', /its format is unknown, 16 bytes/)(error)
      return !/password|70 61/.test(error.message)
    })
  })

  it('may hold base64, a data URI or JSON, as a Buffer may', async () => {
    const base64 = await readFile(join(inside, 'cam 1.jpg'), 'base64')
    for (const text of [base64, `data:image/jpeg;base64,${base64}`, `{"image":"${base64}"}`]) {
      await writeFile(join(inside, 'text.txt'), text)
      assert.equal((await load(join(inside, 'text.txt'))).frame.width, 320)
    }
  })

  it('must not be empty', () =>
    assert.rejects(load(join(inside, 'empty.jpg')), coded('IMAGE_EMPTY', /empty\.jpg/)))

  it('that is named at great length is an error that shows the beginning', async () => {
    const [refused] = await Promise.allSettled([load(`${'folder/'.repeat(580)}a.jpg`)])
    assert.equal(refused.status, 'rejected')
    const { code, message } = refused.reason as DepthError
    assert.equal(code, 'FILE_NOT_FOUND')
    assert.ok(message.length < 500, `${message.length} characters`)
  })

  const slips: Record<string, RegExp> = {
    '192.168.4.1/capture': /begin it with http/,
    'esp32cam.local/jpg': /begin it with http/,
    'cam.local:81/stream': /begin it with http/,
    'localhost:8080/shot.jpg': /begin it with http/,
    '/api/camera_proxy/camera.door?token=x': /begin it with http/,
    'www.example.org/a.jpg': /begin it with http/,
    '//cam.local/shot.jpg': /begin it with http/,
    'http:/127.0.0.1:9/x.jpg': /begin it with http/,
    'http//127.0.0.1:9/x.jpg': /begin it with http/,
    '~/x.jpg': /"~" is not understood/,
    '${CAM}/x.jpg': /Variables are not replaced/,
    '$HOME/x.jpg': /Variables are not replaced/,
    '%USERPROFILE%\\x.jpg': /Variables are not replaced/,
    'http%3A%2F%2Fcam%2Fx.jpg': /decodeURIComponent/,
    '/srv/a%20b.jpg': /decodeURIComponent/,
    'curl http://cam/x.jpg': /send only the URL/,
    'cam:8080': /begin it with http/,
    'admin:secret@cam/x.jpg': /^The file [^:]*\/cam\/x.jpg does not exist.*begin it with http/,
    '/srv/{{cam}}.jpg': /Variables are not replaced/,
    '/srv/[object Object].jpg': /a text of another value/,
    '/srv/cam/*.jpg': /one message for each file/,
    '/srv/cam/??.jpg': /one message for each file/,
    null: /a text of another value/,
    undefined: /a text of another value/,
    'images/none.jpg': /Write the whole path/,
    'cam1/2026.11.27/none.jpg': /Write the whole path/,
  }
  for (const [path, remedy] of Object.entries(slips)) {
    it(`that is not there is an error with the remedy for ${path}`, () =>
      assert.rejects(load(path), coded('FILE_NOT_FOUND', remedy)))
  }
  if (process.platform !== 'win32') {
    it('is not found by a path of Windows, and the error says why', async () => {
      for (const path of ['C:\\Users\\me\\x.jpg', 'file:///C:/x.jpg', '\\\\nas\\share\\x.jpg']) {
        await assert.rejects(load(path), coded('FILE_NOT_FOUND', /(path|share) of Windows/))
      }
    })
  }

  it('is given up when the node closes', () =>
    assert.rejects(
      load(join(inside, 'cam 1.jpg'), { signal: AbortSignal.abort() }),
      coded('CLOSED'),
    ))

  it('may be named by a file: URL with one slash', async () => {
    await load(pathToFileURL(join(inside, 'cam 1.jpg')).href.replace('file://', 'file:'))
  })

  describe('with folders confined by settings.js', () => {
    it('is not told by its error whether it is there, outside, behind a link', async () => {
      await symlink(join(outside, 'none.jpg'), join(inside, 'dead.jpg'))
      for (const path of ['dead.jpg', 'way-out/none.jpg', 'way-out/none/none.jpg', 'way-out']) {
        await assert.rejects(
          load(path, { roots: [inside], workingDirectory: inside }),
          // Nor is a stranger told the folders of this machine.
          coded('FILE_FORBIDDEN', new RegExp(`^${path} lies outside`)),
        )
      }
      await assert.rejects(
        load('none/none.jpg', { roots: [inside], workingDirectory: inside }),
        coded('FILE_NOT_FOUND', /^The file none\/none\.jpg does not exist/),
      )
    })

    it('is not read from outside while a folder on the way is swapped for a link', async () => {
      const folderName = join(inside, 'swapped')
      const [link, aside] = [`${folderName}-link`, `${folderName}-aside`]
      await mkdir(folderName)
      await symlink(outside, link)
      await writeFile(join(folderName, 'secret.jpg'), 'not an image')
      const swapper = fork(swapFolder, [folderName, link, aside], {
        execArgv: ['--import', 'tsx'],
      })
      try {
        await once(swapper, 'message')
        let refused = 0
        for (let round = 0; round < 2_000; round++) {
          await load(join(folderName, 'secret.jpg'), { roots: [inside] }).then(
            () => assert.fail('the image outside was read'),
            (thrown: unknown) => {
              if ((thrown as DepthError).code === 'FILE_FORBIDDEN') refused++
            },
          )
        }
        assert.ok(refused > 0)
      } finally {
        swapper.kill()
        await once(swapper, 'exit')
      }
    })

    it('is read from inside of them, by whichever of their names', async () => {
      for (const roots of [[inside], [join(folder, 'way-in')], ['inside'], ['/none', inside]]) {
        const options = { roots, workingDirectory: folder }
        await load(join(inside, 'cam 1.jpg'), options)
      }
      await load(join(folder, 'way-in', 'cam 1.jpg'), { roots: [join(folder, 'way-in')] })
    })

    const escapes: Record<string, () => string> = {
      'by its path': () => join(outside, 'secret.jpg'),
      'by dots': () => `${inside}/../outside/secret.jpg`,
      'by a link to a file': () => join(inside, 'link.jpg'),
      'by a link to a folder': () => join(inside, 'way-out', 'secret.jpg'),
      'in a folder whose name begins alike': () => `${inside}-2/cam.jpg`,
      'whether it is there or not': () => join(outside, 'none.jpg'),
    }
    for (const [way, path] of Object.entries(escapes)) {
      it(`is not read from outside ${way}`, () =>
        assert.rejects(
          load(path(), { roots: [inside] }),
          coded('FILE_FORBIDDEN', /depthLoadImageRoots/),
        ))
    }

    it('is not read from anywhere where the list is empty or names folders that are not there', async () => {
      for (const roots of [[], [join(folder, 'none')]]) {
        await assert.rejects(load(join(inside, 'cam 1.jpg'), { roots }), coded('FILE_FORBIDDEN'))
      }
    })
  })
})
