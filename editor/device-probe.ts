import { modelApi } from './model-api'
import type { Translate } from './translate'

/** The Test button beside the device, and the line that shows its result. */
export function mountDeviceProbe(
  fields: { readonly device: JQuery; readonly button: JQuery; readonly result: JQuery },
  translate: Translate,
): void {
  const { device, button, result } = fields
  const show = (state: 'waiting' | 'usable' | 'unusable' | '', text: string) =>
    result
      .attr('data-state', state)
      .text(text)
      .toggle(text !== '')

  const probe = async () => {
    const name = String(device.val())
    const label = device.find('option:selected').text()
    show('waiting', translate('probe.waiting', { device: label }))
    button.prop('disabled', true)
    try {
      const { usable, provider, reason } = await modelApi.probe(name)
      const values = { device: label, provider: provider ?? '', reason: reason ?? '' }
      if (!usable) show('unusable', translate('probe.unusable', values))
      else show('usable', translate(name === 'auto' ? 'probe.automatic' : 'probe.usable', values))
    } catch (thrown) {
      show('unusable', thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      button.prop('disabled', false)
    }
  }

  show('', '')
  button.on('click', () => void probe())
  device.on('change', () => show('', ''))
}
