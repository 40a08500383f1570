import { checks, choices } from '../nodes/depth-load-image/config'
import {
  field,
  fieldValue,
  mayBeOn,
  mountProperties,
  mountTyped,
  showTextOfCheckboxes,
} from './fields'
import { fillSelects, options, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the load image dialog that its HTML registers. */
const depthLoadImage = {
  validate: validators(checks, {
    source: { typeField: 'sourceType' },
    outputProperty: 'msg',
    queueKey: 'msg',
    lens: { typeField: 'lensType' },
  }),

  prepare(node: DialogNode): void {
    const label = (key: string) => node._(`depth-load-image.${key}`)
    mountTyped(node, 'source', 'sourceType', [
      'msg',
      { value: 'str', label: label('source.fixed'), icon: 'fa fa-file-image-o' },
      {
        value: 'sample',
        label: label('source.sample'),
        icon: 'fa fa-picture-o',
        options: samples(node).map(([value, text]) => ({ value, label: text })),
      },
    ])
    const lens = (value: string) => ({ value, label: label(`lensType.${value}`) })
    mountTyped(node, 'lens', 'lensType', [
      { ...lens('unknown'), hasValue: false },
      { ...lens('fieldOfView'), icon: 'fa fa-eye' },
      { ...lens('focalLength'), icon: 'fa fa-arrows-h' },
      'msg',
    ])
    mountProperties('outputProperty', 'queueKey')
    fillSelects(node, choices)
    showTextOfCheckboxes(node)
    const showFields = () => {
      // What the dialog itself names was chosen by whoever made the flow.
      $('.depth-load-image-accept').toggle(fieldValue('sourceType') === 'msg')
      const isJudged = fieldValue('unusable') !== 'ignore'
      $('.depth-load-image-newest').toggle(fieldValue('queue') === 'newest' || isJudged)
      $('.depth-load-image-frozen').toggle(isJudged)
      $('.depth-load-image-limit').toggle(fieldValue('queue') !== 'newest')
      $('.depth-load-image-crop').toggle(mayBeOn('crop'))
    }
    // A typed field has no placeholder of its own.
    const showPlaceholder = () => {
      const isFixed = fieldValue('sourceType') === 'str'
      const input = field('source').next('.red-ui-typedInput-container').find('input')
      input.attr('placeholder', isFixed ? label('placeholder.source') : '')
    }
    field('source').on('change', showPlaceholder)
    showPlaceholder()
    for (const name of ['source', 'queue', 'unusable', 'crop']) field(name).on('change', showFields)
    showFields()
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
