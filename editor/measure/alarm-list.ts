import { conditionNames, conditions } from '../../lib/depth/alarms/conditions'
import { figureUnits } from '../../lib/depth/regions/reading'
import {
  alarmProblem,
  comparedFigures,
  freshAlarm,
  limitTypes,
  targetKinds,
  type StoredAlarm,
} from '../../nodes/depth-measure/alarms-setting'
import { fillSelect, options, type DialogNode } from '../lists'

/**
 * The alarms of a dialog, as Node-RED lists what can be added, sorted and removed. A setting that is no
 * list stays stored until an alarm is added.
 */
export class AlarmList {
  readonly #list = $('#depth-measure-alarms')
  readonly #stored: unknown

  /** @param stored the setting, which may be anything */
  constructor(node: DialogNode, stored: unknown, onChange: () => void) {
    this.#stored = stored
    this.#list.editableList<Partial<StoredAlarm>>({
      addButton: node._('depth-measure.label.addAlarm'),
      removable: true,
      sortable: true,
      height: 'auto',
      addItem: (row, _index, alarm) => {
        new AlarmItem(node, row, { ...freshAlarm, ...alarm })
        onChange()
      },
      removeItem: () => onChange(),
    })
    const alarms = Array.isArray(stored) ? (stored as readonly Partial<StoredAlarm>[]) : []
    for (const alarm of alarms) this.#list.editableList('addItem', alarm)
    onChange()
  }

  /** What is to be stored. */
  get setting(): unknown {
    const items = this.#list.editableList('items')
    const alarms = items
      .toArray()
      .map((item) => ($(item).find('.depth-measure-alarm').data('item') as AlarmItem).alarm)
    return alarms.length > 0 || Array.isArray(this.#stored) ? alarms : this.#stored
  }
}

/** One alarm of the list. */
class AlarmItem {
  readonly #node: DialogNode
  readonly #body = $('<div class="depth-measure-alarm">')
  readonly #fields = new Map<keyof StoredAlarm, JQuery>()

  constructor(node: DialogNode, row: JQuery, alarm: StoredAlarm) {
    this.#node = node
    this.#body.data('item', this).appendTo(row)
    this.#add('name', this.#text(alarm.name), 'wide')
    this.#add('targetType', this.#select('targetType', targetKinds, alarm.targetType), '', 'watch')
    this.#add('target', this.#text(alarm.target).attr('list', 'depth-measure-names'))
    this.#add('condition', this.#select('condition', conditionNames, alarm.condition), 'wide')
    this.#add('other', this.#text(alarm.other).attr('list', 'depth-measure-names'))
    this.#add('figure', this.#select('figure', comparedFigures, alarm.figure))
    this.#add('limit', this.#text(String(alarm.limit)))
    this.#add('unit', this.#select('nearUnit', figureUnits, alarm.unit))
    for (const name of ['hysteresis', 'onAfter', 'offAfter'] as const) {
      this.#add(name, this.#text(String(alarm[name])).attr('inputmode', 'decimal'))
    }
    this.#field('limit').typedInput({ types: [...limitTypes], default: 'num' })
    this.#field('limit').typedInput('type', alarm.limitType)
    this.#field('limit').typedInput('width', '100%')
    this.#body.on('change input', () => this.#update())
    this.#update()
  }

  get alarm(): StoredAlarm {
    const value = (name: keyof StoredAlarm) => String(this.#field(name).val()).trim()
    const entries = [...this.#fields.keys()].map((name) => [name, value(name)])
    const limit = this.#field('limit')
    return {
      ...(Object.fromEntries(entries) as unknown as StoredAlarm),
      limit: limit.typedInput('value'),
      limitType: limit.typedInput('type') as StoredAlarm['limitType'],
    }
  }

  /** Shows the fields that the condition has, and what is wrong. */
  #update(): void {
    const { alarm } = this
    const { condition } = alarm
    // One that there is not shows every field, and what is wrong.
    const isKnown = Object.hasOwn(conditions, condition)
    this.#show('figure', !isKnown || conditions[condition].hasFigure)
    this.#show('unit', !isKnown || conditions[condition].hasUnit)
    this.#show('other', alarm.condition === 'apart')
    const target = alarm.targetType === 'box' ? 'label' : 'target'
    const label = this.#node._(`depth-measure.alarm.${target}`)
    this.#field('target')
      .attr({
        'aria-label': label,
        placeholder: target === 'label' ? this.#node._('depth-measure.alarm.any') : '',
      })
      .closest('label')
      .children('span')
      .text(label)
    const problem = alarmProblem(alarm)
    this.#body.toggleClass('depth-measure-wrong', problem !== undefined)
    this.#body.find('.depth-measure-problem').remove()
    if (problem !== undefined) {
      this.#body.append($('<div class="depth-measure-problem" role="alert">').text(problem))
    }
  }

  #add(name: keyof StoredAlarm, input: JQuery, look = '', text: string = name): void {
    this.#fields.set(name, input)
    const label = $('<label>').addClass(look).attr('data-field', name)
    label.append($('<span>').text(this.#node._(`depth-measure.alarm.${text}`)), input)
    this.#body.append(label)
  }

  #show(name: keyof StoredAlarm, isShown: boolean): void {
    this.#field(name).closest('label').toggle(isShown)
  }

  #field(name: keyof StoredAlarm): JQuery {
    return this.#fields.get(name) ?? $()
  }

  #text(value: string): JQuery {
    return $('<input type="text">').val(value)
  }

  #select(texts: string, values: readonly string[], stored: string): JQuery {
    const select = $('<select>')
    fillSelect(select, options(this.#node, texts, values), stored)
    return select
  }
}
