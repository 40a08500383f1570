import type {
  MonitoredMessage,
  MonitoredStage,
  MonitorState,
} from '../../lib/node-red/monitor/state'
export type { MonitoredMessage, MonitoredStage, MonitorState }

export type MonitoredModel = MonitorState['models'][number]

/** The admin routes of lib/node-red/monitor/routes.ts. URLs are relative, so jQuery adds the token. */
export const monitorApi = {
  async state(): Promise<MonitorState> {
    return (await $.ajax('depth-monitor/state', { dataType: 'json' })) as MonitorState
  },

  /** Gives up the memory of a model until its next frame. */
  async unload(id: string): Promise<void> {
    await $.ajax('depth-monitor/unload', {
      method: 'POST',
      data: JSON.stringify({ id }),
      contentType: 'application/json',
      dataType: 'json',
    })
  },
}
