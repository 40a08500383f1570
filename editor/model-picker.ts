import { messageOf } from '../lib/errors'
import { confirmed } from './confirm'
import { ModelCard, type CardAction } from './model-card'
import { ModelListView } from './model-list'
import { CustomModelForm } from './custom-model-form'
import {
  modelApi,
  watchDownloads,
  type DownloadReport,
  type FileName,
  type ListedModel,
  type ListedPrecision,
  type ModelList,
} from './model-api'
import { precisionNames, precisions, type Precision } from '../lib/models/precision'
import { fillSelect, type Option } from './lists'
import { listModels } from './missing-model'
import { effectivePrecision, fileSizeText, storeId } from './model-state'
import type { Translate } from './translate'
import { isVariable } from './validate'

/** The fields of the node's dialog that the picker fills or follows. */
export interface PickerFields {
  readonly container: JQuery
  readonly model: JQuery
  readonly precision: JQuery
  readonly device: JQuery
  readonly store: JQuery
}

/** Reports arrive over the editor's connection; this is for when that is down. */
const pollMs = 2_000

/** The model picker of the infer depth dialog. */
export class ModelPicker {
  readonly #translate: Translate
  readonly #fields: PickerFields
  readonly #list: ModelListView
  readonly #card: ModelCard
  readonly #form: CustomModelForm
  readonly #endWatch: () => void
  readonly #timer: number
  #models: ModelList | undefined
  /** The provider that the device `auto` takes; `auto` itself until that is known. */
  #automatic = 'auto'

  constructor(fields: PickerFields, translate: Translate) {
    this.#fields = fields
    this.#translate = translate
    this.#list = new ModelListView(
      translate,
      (id) => fields.model.typedInput('value', id),
      (graph) => void this.#describe(graph),
    )
    this.#card = new ModelCard(translate, (action) => void this.#act(action))
    this.#form = new CustomModelForm(translate, () => this.#card.element.show())
    fields.container.append(this.#list.element, this.#card.element, this.#form.element)
    this.#endWatch = watchDownloads((report) => this.#receive(report))
    this.#timer = window.setInterval(() => void this.#poll(), pollMs)
    fields.precision.add(fields.device).on('change.depth-models', () => this.#show())
    fields.store.on('change.depth-models', () => void this.#load())
    fields.model.on('change.depth-models', () => this.#follow())
    void this.#load()
    void this.#findAutomatic()
  }

  /** To be called when the dialog closes. */
  close(): void {
    this.#endWatch()
    window.clearInterval(this.#timer)
    const { model, precision, device, store } = this.#fields
    model.add(precision).add(device).add(store).off('.depth-models')
  }

  get #isOpen(): boolean {
    return this.#fields.container[0]?.isConnected === true
  }

  /** What the field says, which may be the id of a model. */
  get #chosen(): string {
    return this.#fields.model.typedInput('value')
  }

  /** Whether the field names a model by its id; the precisions of any other are not known here. */
  get #inUse(): boolean {
    return this.#fields.model.typedInput('type') === 'catalog'
  }

  get #model(): ListedModel | undefined {
    return this.#models?.models.find(({ id }) => id === this.#chosen)
  }

  get #device(): string {
    const device = valueOf(this.#fields.device)
    return device === 'auto' ? this.#automatic : device
  }

  get #file() {
    const chosen = valueOf(this.#fields.precision)
    const model = this.#model
    return model && effectivePrecision(model, chosen, this.#device)
  }

  get #store(): string {
    return storeId(this.#fields.store.val())
  }

  get #fileName(): FileName | undefined {
    const file = this.#file
    const name = { store: this.#store, model: this.#chosen }
    return file && { ...name, precision: file.precision }
  }

  async #load(): Promise<void> {
    try {
      this.#models = await listModels(this.#store)
      this.#list.fill(this.#models, this.#chosen)
      this.#fillPrecisions()
      // Shows the states as well; the editor judges every field when one changes.
      this.#fields.precision.trigger('change')
    } catch (thrown) {
      this.#models = undefined
      this.#card.fail(messageOf(thrown))
    }
  }

  async #findAutomatic(): Promise<void> {
    // A user without the permission sees what suits a processor.
    this.#automatic = await modelApi.automatic().then(
      ({ provider }) => provider,
      () => 'auto',
    )
    this.#show()
  }

  async #describe(graph: string): Promise<void> {
    const asking = this.#form.ask(this.#store, graph)
    this.#card.element.hide()
    const id = await asking
    if (id === undefined) return
    this.#fields.model.typedInput('value', id)
    await this.#load()
  }

  /** Shows the model that the field says now. */
  #follow(): void {
    this.#form.close()
    this.#card.inspect(undefined)
    this.#fillPrecisions()
    this.#leaveLackingPrecision()
    this.#show()
  }

  async #act(action: CardAction): Promise<void> {
    const file = this.#fileName
    if (file === undefined) return
    try {
      if (action === 'inspect') {
        this.#card.inspect(await modelApi.inspect(file))
        return
      }
      if (action === 'download') this.#receive(await modelApi.download(file))
      if (action === 'cancel') await modelApi.cancel(file)
      if (action === 'delete' && !(await this.#removed(file))) return
      if (action === 'accept') await modelApi.acceptLicense(file.store, file.model)
      this.#card.inspect(undefined)
      await this.#refresh()
    } catch (thrown) {
      this.#card.fail(messageOf(thrown))
    }
  }

  /** Deletes a file after the user has confirmed it. */
  async #removed(file: FileName): Promise<boolean> {
    const question = this.#translate('picker.confirmDelete', {
      model: file.model,
      precision: file.precision,
    })
    const agree = this.#translate('action.delete')
    const isSure = await confirmed(question, agree, this.#translate('action.keep'))
    if (isSure) await modelApi.remove(file)
    return isSure
  }

  /** Reads the states again and leaves rows, and with them the focus, in place. */
  async #refresh(): Promise<void> {
    try {
      this.#models = await listModels(this.#store)
      this.#fillPrecisions()
      // Shows the states as well; the editor judges every field when one changes.
      this.#fields.precision.trigger('change')
    } catch (thrown) {
      this.#card.fail(messageOf(thrown))
    }
  }

  #receive(report: DownloadReport): void {
    const models = this.#models
    if (models?.cacheFolder !== report.cacheFolder) return
    const before = reportedState(models, report)
    this.#models = { ...models, models: models.models.map((model) => withReport(model, report)) }
    this.#show()
    if (report.state !== 'running' && report.state !== before) void this.#refresh()
  }

  async #poll(): Promise<void> {
    // The dialog's Delete button closes it without calling the node.
    if (!this.#isOpen) this.close()
    const isRunning = (model: ListedModel) =>
      model.precisions.some(({ download }) => download?.state === 'running')
    if (this.#models?.models.some(isRunning) !== true) return
    // A server that does not answer is asked again at the next poll.
    const reports = await modelApi.downloads().catch(() => [])
    for (const report of reports) this.#receive(report)
  }

  #show(): void {
    // An answer may come after the dialog was closed.
    if (!this.#isOpen) return
    const { container, precision } = this.#fields
    container.toggle(this.#inUse)
    this.#list.choose(this.#chosen)
    for (const model of this.#models?.models ?? []) {
      const wanted = model.id === this.#chosen ? valueOf(precision) : 'auto'
      this.#list.update(model, wanted, this.#device)
    }
    const model = this.#model
    const file = this.#file
    if (this.#models === undefined) return
    if (model === undefined || file === undefined) {
      const key = isVariable(this.#chosen) ? 'variable' : 'unknownModel'
      this.#card.showText(this.#translate(`picker.${key}`, { model: this.#chosen }))
    } else {
      this.#card.show(model, file, this.#models.offline)
      if (this.#inUse) {
        precision.find(`option[value=${file.precision}]`).text(this.#precisionText(file))
      }
    }
  }

  #precisionText(file: ListedPrecision): string {
    return `${file.precision} · ${fileSizeText(file) ?? this.#translate('picker.unknownSize')}`
  }

  /** A precision that the newly chosen model does not have becomes `auto`. */
  #leaveLackingPrecision(): void {
    const { precision } = this.#fields
    const chosen = valueOf(precision)
    const file = this.#file
    if (file === undefined || file.precision === chosen || !isPrecision(chosen)) return
    precision.val('auto')
    this.#fillPrecisions()
  }

  /** Offers the precisions that the model has, and keeps what is chosen. */
  #fillPrecisions(): void {
    if (this.#models === undefined || !this.#isOpen) return
    const model = this.#inUse ? this.#model : undefined
    const select = this.#fields.precision
    const offers: readonly Option[] =
      model?.precisions.map((file) => [file.precision, this.#precisionText(file)]) ??
      precisionNames.map((name) => [name, name])
    const automatic: Option = ['auto', this.#translate('precision.auto')]
    fillSelect(select, [automatic, ...offers], valueOf(select))
  }
}

function isPrecision(value: string): value is Precision {
  return Object.hasOwn(precisions, value)
}

function reportedState({ models }: ModelList, report: DownloadReport) {
  const model = models.find(({ id }) => id === report.model)
  return model?.precisions.find(({ precision }) => precision === report.precision)?.download?.state
}

function withReport(model: ListedModel, report: DownloadReport): ListedModel {
  if (model.id !== report.model) return model
  const precisions = model.precisions.map((file) =>
    file.precision === report.precision ? { ...file, download: report } : file,
  )
  return { ...model, precisions }
}

function valueOf(field: JQuery): string {
  const value = field.val()
  return typeof value === 'string' ? value : ''
}
