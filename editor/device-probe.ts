import { modelApi } from './model-api'
import type { Translate } from './translate'

/** The probe button beside the device, and the line that tells what it found. */
export function mountDeviceProbe(
  store: { readonly device: JQuery; readonly button: JQuery; readonly result: JQuery },
  translate: Translate,
): void {
  const { device, button, result } = store
  const tell = (state: 'waiting' | 'usable' | 'unusable' | '', text: string) =>
    result
      .attr('data-state', state)
      .text(text)
      .toggle(text !== '')

  const probe = async () => {
    const name = String(device.val())
    const label = device.find('option:selected').text()
    tell('waiting', translate('probe.waiting', { device: label }))
    button.prop('disabled', true)
    try {
      const { usable, provider, reason } = await modelApi.probe(name)
      const values = { device: label, provider: provider ?? '', reason: reason ?? '' }
      if (!usable) tell('unusable', translate('probe.unusable', values))
      else tell('usable', translate(name === 'auto' ? 'probe.automatic' : 'probe.usable', values))
    } catch (thrown) {
      tell('unusable', thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      button.prop('disabled', false)
    }
  }

  tell('', '')
  button.on('click', () => void probe())
  device.on('change', () => tell('', ''))
}
