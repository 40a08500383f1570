/** What the picker uses of Node-RED's editor. */
declare const RED: {
  readonly comms: {
    subscribe(topic: string, listener: (topic: string, data: unknown) => void): void
    unsubscribe(topic: string, listener: (topic: string, data: unknown) => void): void
  }
  notify(message: JQuery, options: NotifyOptions): { close(): void }
  readonly popover: {
    tooltip(target: JQuery, content: string): unknown
  }
}

interface NotifyOptions {
  readonly modal: boolean
  readonly fixed: boolean
  readonly buttons: readonly {
    readonly text: string
    readonly class?: string
    readonly click: () => void
  }[]
}

declare module '*.css'
