import { choices } from '../nodes/depth-load-image/config'
import { options, type DialogNode } from './lists'

/** The parts of the load image dialog that its HTML registers. */
const depthLoadImage = {
  prepare(node: DialogNode): void {
    const label = (key: string) => node._(`depth-load-image.${key}`)
    $('#node-input-source').typedInput({
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
    $('#node-input-outputProperty').typedInput({ default: 'msg', types: ['msg'] })
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
