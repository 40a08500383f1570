import { choices } from '../nodes/depth-load-image/config'
import { fillSelects, options, type DialogNode } from './lists'

/** The parts of the load image dialog that its HTML registers. */
const depthLoadImage = {
  prepare(node: DialogNode): void {
    const label = (key: string) => node._(`depth-load-image.${key}`)
    const source = $('#node-input-source')
    source.typedInput({
      default: 'msg',
      typeField: '#node-input-sourceType',
      types: [
        'msg',
        { value: 'str', label: label('source.fixed'), icon: 'fa fa-file-image-o' },
        {
          value: 'sample',
          label: label('source.sample'),
          icon: 'fa fa-picture-o',
          options: samples(node).map(([value, text]) => ({ value, label: text })),
        },
      ],
    })
    // What the dialog itself names was chosen by whoever made the flow.
    const showAccept = () =>
      $('.depth-load-image-accept').toggle(source.typedInput('type') === 'msg')
    source.on('change', showAccept)
    showAccept()
    const lens = (value: string) => ({ value, label: label(`lensType.${value}`) })
    $('#node-input-lens').typedInput({
      default: 'unknown',
      typeField: '#node-input-lensType',
      types: [
        { ...lens('unknown'), hasValue: false },
        { ...lens('fieldOfView'), icon: 'fa fa-eye' },
        { ...lens('focalLength'), icon: 'fa fa-arrows-h' },
        'msg',
      ],
    })
    $('#node-input-outputProperty').typedInput({ default: 'msg', types: ['msg'] })
    fillSelects(node, { accept: choices.accept, queue: choices.queue })
    const queue = $('#node-input-queue')
    const showQueue = () => $('.depth-load-image-newest').toggle(queue.val() === 'newest')
    queue.on('change', showQueue)
    showQueue()
    const crop = $('#node-input-crop')
    const showCrop = () => $('.depth-load-image-crop').toggle(crop.is(':checked'))
    crop.on('change', showCrop)
    showCrop()
  },
}

/** A sample that the package does not have stays as an option, so that Done keeps it. */
function samples(node: DialogNode) {
  const { sourceType, source } = node
  const known = options(node, 'sample', choices.sample)
  const isOther = sourceType === 'sample' && !known.some(([value]) => value === source)
  return isOther ? [...known, [String(source), String(source)] as const] : known
}

Object.assign(window, { depthLoadImage })
