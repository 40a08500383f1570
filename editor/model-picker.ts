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
  type Precision,
} from './model-api'
import { effectivePrecision, fileSizeText } from './model-state'
import type { Translate } from './translate'

/** Where the picker lives in the node's dialog. */
export interface PickerPlaces {
  readonly container: JQuery
  readonly precision: JQuery
  readonly device: JQuery
  readonly store: JQuery
}

/** Reports come by themselves; this is for an editor whose connection is down. */
const pollMs = 2_000

/** What a model from elsewhere may have. */
const allPrecisions: readonly Precision[] = ['fp32', 'fp16', 'q8']

/** The model picker of the depth infer dialog. */
export class ModelPicker {
  readonly #translate: Translate
  readonly #store: PickerPlaces
  readonly #list: ModelListView
  readonly #card: ModelCard
  readonly #form: CustomModelForm
  readonly #endWatch: () => void
  readonly #timer: number
  #models: ModelList | undefined
  #chosen: string
  #inUse = true
  /** What the device `auto` takes; `auto` itself as long as that is not known. */
  #automatic = 'auto'

  constructor(store: PickerPlaces, chosen: string, translate: Translate) {
    this.#store = store
    this.#translate = translate
    this.#chosen = chosen
    this.#list = new ModelListView(
      translate,
      (id) => this.#choose(id),
      (graph) => void this.#describe(graph),
    )
    this.#card = new ModelCard(translate, (action) => void this.#act(action))
    this.#form = new CustomModelForm(translate, () => this.#card.element.show())
    store.container.append(this.#list.element, this.#card.element, this.#form.element)
    this.#endWatch = watchDownloads((report) => this.#receive(report))
    this.#timer = window.setInterval(() => void this.#poll(), pollMs)
    store.precision.add(store.device).on('change.depth-models', () => this.#show())
    store.store.on('change.depth-models', () => void this.#load())
    void this.#load()
    void this.#findAutomatic()
  }

  /** Id of the chosen model. */
  get value(): string {
    return this.#chosen
  }

  /** Whether the model comes from the list; the precisions of any other one are not known here. */
  set inUse(inUse: boolean) {
    this.#inUse = inUse
    this.#fillPrecisions()
    this.#show()
  }

  /** To be called when the dialog closes. */
  close(): void {
    this.#endWatch()
    window.clearInterval(this.#timer)
    const { precision, device, store } = this.#store
    precision.add(device).add(store).off('.depth-models')
  }

  get #model(): ListedModel | undefined {
    return this.#models?.models.find(({ id }) => id === this.#chosen)
  }

  get #device(): string {
    const device = valueOf(this.#store.device)
    return device === 'auto' ? this.#automatic : device
  }

  get #file() {
    const chosen = valueOf(this.#store.precision)
    const model = this.#model
    return model && effectivePrecision(model, chosen, this.#device)
  }

  get #fileName(): FileName | undefined {
    const file = this.#file
    const name = { store: storeId(this.#store.store), model: this.#chosen }
    return file && { ...name, precision: file.precision }
  }

  async #load(): Promise<void> {
    try {
      this.#models = await modelApi.list(storeId(this.#store.store))
      this.#list.fill(this.#models, this.#chosen)
      this.#fillPrecisions()
      this.#show()
    } catch (thrown) {
      this.#card.fail(messageOf(thrown))
    }
  }

  async #findAutomatic(): Promise<void> {
    // Whoever may not ask sees what suits a processor.
    this.#automatic = await modelApi.automatic().then(
      ({ provider }) => provider,
      () => 'auto',
    )
    this.#show()
  }

  async #describe(graph: string): Promise<void> {
    const asking = this.#form.ask(storeId(this.#store.store), graph)
    this.#card.element.hide()
    const id = await asking
    if (id === undefined) return
    this.#chosen = id
    await this.#load()
  }

  #choose(id: string): void {
    this.#chosen = id
    this.#form.close()
    this.#card.tell(undefined)
    this.#fillPrecisions()
    this.#show()
  }

  async #act(action: CardAction): Promise<void> {
    const file = this.#fileName
    if (file === undefined) return
    try {
      if (action === 'inspect') {
        this.#card.tell(await modelApi.inspect(file))
        return
      }
      if (action === 'download') this.#receive(await modelApi.download(file))
      if (action === 'cancel') await modelApi.cancel(file)
      if (action === 'delete' && !(await this.#removed(file))) return
      if (action === 'accept') await modelApi.acceptLicense(file.store, file.model)
      this.#card.tell(undefined)
      await this.#refresh()
    } catch (thrown) {
      this.#card.fail(messageOf(thrown))
    }
  }

  /** Deletes a file if the user is sure of it. */
  async #removed(file: FileName): Promise<boolean> {
    const question = this.#translate('picker.sure', {
      model: file.model,
      precision: file.precision,
    })
    const agree = this.#translate('action.delete')
    const isSure = await confirmed(question, agree, this.#translate('action.keep'))
    if (isSure) await modelApi.remove(file)
    return isSure
  }

  /** Reads the states anew and leaves rows, and with them the focus, in place. */
  async #refresh(): Promise<void> {
    try {
      this.#models = await modelApi.list(storeId(this.#store.store))
      this.#fillPrecisions()
      this.#show()
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
    // The dialog's Delete button closes it without a word to the node.
    if (this.#store.container[0]?.isConnected !== true) this.close()
    const isRunning = (model: ListedModel) =>
      model.precisions.some(({ download }) => download?.state === 'running')
    if (this.#models?.models.some(isRunning) !== true) return
    // A server that does not answer is asked again soon.
    const reports = await modelApi.downloads().catch(() => [])
    for (const report of reports) this.#receive(report)
  }

  #show(): void {
    const { precision } = this.#store
    for (const model of this.#models?.models ?? []) {
      const wanted = model.id === this.#chosen ? valueOf(precision) : 'auto'
      this.#list.update(model, wanted, this.#device)
    }
    const model = this.#model
    const file = this.#file
    if (this.#models === undefined) return
    if (model === undefined || file === undefined) {
      this.#card.fail(this.#translate('picker.unknownModel', { model: this.#chosen }))
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

  /** Offers the precisions that the model has; one that it has not got becomes `auto`. */
  #fillPrecisions(): void {
    const model = this.#model
    if (model === undefined) return
    const offers = this.#inUse
      ? model.precisions.map((file) => [file.precision, this.#precisionText(file)] as const)
      : allPrecisions.map((precision) => [precision, precision] as const)
    const select = this.#store.precision
    const before = valueOf(select)
    select.find('option').not('[value=auto]').remove()
    select.append(offers.map(([value, text]) => $('<option>').val(value).text(text)))
    select.val(offers.some(([value]) => value === before) ? before : 'auto')
  }
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

/** The editor's own value for "none yet" counts as none. */
function storeId(field: JQuery): string {
  const id = valueOf(field)
  return id === '_ADD_' ? '' : id
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
