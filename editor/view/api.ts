import type { ViewPart, ViewSummary } from '../../lib/node-red/views/summary'
import type { ColorMapName } from '../../lib/render/color-maps'
export type { ViewPart, ViewSummary }

/** A frame as the routes name it. */
type FrameName = Pick<ViewSummary, 'node' | 'key' | 'id'>

/**
 * The admin routes of lib/node-red/views/routes.ts. URLs are relative, so jQuery adds the token; an
 * `<img src>` would come without.
 */
export const viewApi = {
  async latest(): Promise<readonly ViewSummary[]> {
    return (await $.ajax('depth-view/latest', { dataType: 'json' })) as ViewSummary[]
  },

  /** An encoded image of a part, at most `width` pixels wide. */
  async image(
    frame: FrameName,
    part: ViewPart,
    width: number,
    colorMap: ColorMapName,
  ): Promise<Blob> {
    return (await bytes('image', { ...named(frame), part, width, colorMap }, 'blob')) as Blob
  },

  /** The depth values, row by row from the top. */
  async values(frame: FrameName): Promise<Float32Array> {
    return new Float32Array((await bytes('values', named(frame), 'arraybuffer')) as ArrayBuffer)
  },
}

function named({ node, key, id }: FrameName): FrameName {
  return { node, key, id }
}

function bytes(
  route: string,
  fields: object,
  responseType: XMLHttpRequestResponseType,
): PromiseLike<unknown> {
  return $.ajax(`depth-view/${route}`, { data: fields, xhrFields: { responseType } })
}
