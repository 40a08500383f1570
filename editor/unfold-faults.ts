import './advanced.css'
import type { DialogNode } from './lists'

/** Opens what is folded under *Advanced* where a setting inside cannot be used. */
export function unfoldFaults(node: DialogNode): void {
  const folded = $('.depth-advanced')
  const names = folded
    .find('[id^=node-input-]')
    .toArray()
    .map(({ id }) => id.slice(11))
  const isWrong = (name: string) =>
    (node._def.defaults[name]?.validate?.call(node, node[name], {}) ?? true) !== true
  folded.prop('open', names.some(isWrong))
}
