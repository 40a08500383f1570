import type { CameraTest } from '../nodes/depth-camera/test-route'
import { askServer } from './ask-server'
import { fieldValue } from './fields'
import type { DialogNode } from './lists'

const credentialNames = ['username', 'password', 'token']

/** The Test button: the camera's first frame, with its size and rate, or why there is none. */
export function mountCameraTest(node: DialogNode): void {
  const button = $('#depth-camera-test')
  const image = $('#depth-camera-image')
  const result = $('#depth-camera-result')
  const show = (state: 'waiting' | 'seen' | 'failed', text: string, source?: string) => {
    result.attr('data-state', state).text(text)
    image.toggle(source !== undefined)
    if (source !== undefined) image.attr('src', source)
  }

  const test = async () => {
    show('waiting', node._('depth-camera.test.waiting'))
    button.prop('disabled', true)
    try {
      const answer = await ask(node)
      if ('reason' in answer) {
        show('failed', answer.reason)
        return
      }
      const { image: source, width, height, format, fps } = answer
      const key = fps === 0 ? 'still' : 'seen'
      const values = { width, height, format, fps: fps.toFixed(1) }
      show('seen', node._(`depth-camera.test.${key}`, values), source)
    } catch (thrown) {
      show('failed', thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      button.prop('disabled', false)
    }
  }
  button.on('click', () => void test())
}

/** Asks with what the dialog holds now. */
function ask(node: DialogNode): Promise<CameraTest> {
  const settings = Object.keys(node._def.defaults).filter(
    (name) => name !== 'name' && name !== 'configVersion',
  )
  const fields = new Map([['node', node.id]])
  for (const name of [...settings, ...credentialNames]) fields.set(name, String(fieldValue(name)))
  return askServer('POST', 'depth-camera/test', Object.fromEntries(fields))
}
