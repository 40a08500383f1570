import type { CameraKind } from './kinds'

/** How the cameras of one make are reached. */
export interface CameraPreset {
  readonly make: string
  readonly kind: CameraKind
  /**
   * With `HOST`, `CAMERA` and the like to be replaced; `{user}` and `{password}` are filled in from the
   * credentials. Where a camera has a stream of less pixels (sub-stream), it is that one.
   */
  readonly address: string
}

/** From the makers' documentation; docs/cameras.md lists them. */
export const cameraPresets: readonly CameraPreset[] = [
  { make: 'ESP32-CAM', kind: 'mjpeg', address: 'http://HOST:81/stream' },
  { make: 'ESP32-CAM', kind: 'snapshot', address: 'http://HOST/capture' },
  { make: 'ESPHome', kind: 'mjpeg', address: 'http://HOST:8080/' },
  { make: 'ESPHome', kind: 'snapshot', address: 'http://HOST:8081/' },
  { make: 'Tasmota', kind: 'mjpeg', address: 'http://HOST:81/stream' },
  { make: 'Hikvision', kind: 'rtsp', address: 'rtsp://HOST:554/Streaming/Channels/102' },
  {
    make: 'Hikvision',
    kind: 'snapshot',
    address: 'http://HOST/ISAPI/Streaming/channels/101/picture',
  },
  {
    make: 'Dahua, Amcrest',
    kind: 'rtsp',
    address: 'rtsp://HOST:554/cam/realmonitor?channel=1&subtype=1',
  },
  {
    make: 'Dahua, Amcrest',
    kind: 'snapshot',
    address: 'http://HOST/cgi-bin/snapshot.cgi?channel=1',
  },
  { make: 'Reolink', kind: 'rtsp', address: 'rtsp://HOST:554/Preview_01_sub' },
  {
    make: 'Reolink',
    kind: 'snapshot',
    address: 'http://HOST/cgi-bin/api.cgi?cmd=Snap&channel=0&user={user}&password={password}',
  },
  { make: 'Tapo', kind: 'rtsp', address: 'rtsp://HOST:554/stream2' },
  { make: 'go2rtc', kind: 'mjpeg', address: 'http://HOST:1984/api/stream.mjpeg?src=CAMERA' },
  { make: 'go2rtc', kind: 'snapshot', address: 'http://HOST:1984/api/frame.jpeg?src=CAMERA' },
  { make: 'go2rtc', kind: 'rtsp', address: 'rtsp://HOST:8554/CAMERA' },
  { make: 'Frigate', kind: 'snapshot', address: 'http://HOST:5000/api/CAMERA/latest.jpg' },
  { make: 'Frigate', kind: 'rtsp', address: 'rtsp://HOST:8554/CAMERA' },
  {
    make: 'Home Assistant',
    kind: 'mjpeg',
    address: 'http://HOST:8123/api/camera_proxy_stream/camera.NAME',
  },
  {
    make: 'Home Assistant',
    kind: 'snapshot',
    address: 'http://HOST:8123/api/camera_proxy/camera.NAME',
  },
]

/** The address of a preset, at the host that an address in the dialog has already. */
export function presetAddress({ address }: CameraPreset, current: string): string {
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^/:?#]+)/i.exec(current)?.[1]
  return host === undefined ? address : address.replace('HOST', () => host)
}
