/** What the picker uses of Node-RED's editor. */
declare const RED: {
  readonly comms: {
    subscribe(topic: string, listener: (topic: string, data: unknown) => void): void
    unsubscribe(topic: string, listener: (topic: string, data: unknown) => void): void
  }
  readonly popover: {
    tooltip(target: JQuery, content: string): unknown
  }
}

declare module '*.css'
