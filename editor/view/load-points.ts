import type { CloudView } from '../depth-points'

/** What the bundle depth-points.js puts on the page. */
export interface DepthPoints {
  readonly CloudView: typeof CloudView
}

let loading: Promise<DepthPoints> | undefined

/** Loads the bundle that draws point clouds, once: it holds three.js, which nothing else needs. */
export function loadPoints(): Promise<DepthPoints> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = 'resources/@node-red-depth/depth-anything/depth-points.js'
    script.addEventListener('load', () => {
      if (window.depthPoints !== undefined) resolve(window.depthPoints)
    })
    script.addEventListener('error', () => {
      loading = undefined
      reject(new Error(script.src))
    })
    document.head.append(script)
  })
  return loading
}
