import {
  BufferAttribute,
  BufferGeometry,
  ColorManagement,
  LinearSRGBColorSpace,
  PerspectiveCamera,
  Points,
  PointsMaterial,
  Scene,
  WebGLRenderer,
} from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import type { Cloud } from './view/cloud'

// Colors go to the screen as they are in the image.
ColorManagement.enabled = false

/** Points overlap a little, so that a surface seen from the front has no holes. */
const overlap = 1.4

/**
 * A point cloud that the mouse and the keyboard turn. It is drawn when something changes, and not in
 * a loop.
 */
export class CloudView {
  readonly element = document.createElement('canvas')
  readonly #renderer: WebGLRenderer
  readonly #scene = new Scene()
  readonly #camera = new PerspectiveCamera(60, 1, 0.01, 1000)
  readonly #points = new Points(
    new BufferGeometry(),
    new PointsMaterial({ vertexColors: true, sizeAttenuation: false }),
  )
  readonly #controls: OrbitControls
  readonly #resized: ResizeObserver
  #cloud: Cloud | undefined

  /** @throws Error where the browser has no WebGL */
  constructor(label: string) {
    this.element.className = 'depth-cloud'
    this.element.tabIndex = 0
    this.element.setAttribute('role', 'img')
    this.element.setAttribute('aria-label', label)
    this.#renderer = new WebGLRenderer({ canvas: this.element, alpha: true, antialias: true })
    this.#renderer.outputColorSpace = LinearSRGBColorSpace
    this.#scene.add(this.#points)
    this.#controls = new OrbitControls(this.#camera, this.element)
    this.#controls.listenToKeyEvents(this.element)
    this.#controls.addEventListener('change', () => this.draw())
    this.element.addEventListener('keydown', (event) => event.stopPropagation())
    this.#resized = new ResizeObserver(() => this.draw())
    this.#resized.observe(this.element)
  }

  /** Shows a cloud; the view stays turned as it is. */
  show(cloud: Cloud): void {
    const isFirst = this.#cloud === undefined
    this.#cloud = cloud
    const positions = cloud.positions.map((value, at) => (at % 3 === 0 ? value : -value))
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(positions, 3))
    geometry.setAttribute('color', new BufferAttribute(cloud.colors, 3, true))
    this.#points.geometry.dispose()
    this.#points.geometry = geometry
    if (isFirst) this.reset()
    else this.draw()
  }

  /** Looks from where the camera stood. */
  reset(): void {
    this.#camera.position.set(0, 0, 0)
    this.#controls.target.set(0, 0, -middleDistance(this.#cloud?.positions ?? new Float32Array()))
    this.#controls.update()
    this.draw()
  }

  draw(): void {
    const { clientWidth, clientHeight } = this.element
    const cloud = this.#cloud
    if (cloud === undefined || clientWidth === 0 || clientHeight === 0) return
    const ratio = window.devicePixelRatio
    this.#renderer.setPixelRatio(ratio)
    this.#renderer.setSize(clientWidth, clientHeight, false)
    const { focalLength, center } = cloud.camera
    // The whole image, in a view of another shape too.
    const half = Math.max(
      cloud.rows / 2 / focalLength.y,
      ((center.x / focalLength.x) * clientHeight) / clientWidth,
    )
    this.#camera.fov = (360 * Math.atan(half)) / Math.PI
    this.#camera.aspect = clientWidth / clientHeight
    this.#camera.updateProjectionMatrix()
    const pixelsPerValue = clientHeight / (2 * half * focalLength.y)
    this.#points.material.size = Math.max(1, overlap * pixelsPerValue * ratio)
    this.#renderer.render(this.#scene, this.#camera)
  }

  close(): void {
    this.#resized.disconnect()
    this.#controls.dispose()
    this.#points.geometry.dispose()
    this.#points.material.dispose()
    this.#renderer.dispose()
  }
}

/** The median distance of the points, around which the view turns. */
function middleDistance(positions: Float32Array): number {
  const sorted = positions.filter((_, at) => at % 3 === 2).sort()
  return sorted[sorted.length >> 1] ?? 1
}

window.depthPoints = { CloudView }
