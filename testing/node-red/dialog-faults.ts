/**
 * What cannot be read in a dialog: text that is cut, sticks out, or is broken into a second line
 * beside its field. To be evaluated in the page, so it uses nothing from outside; every row is shown
 * for it, also those that other settings hide.
 */
export function dialogFaults(form: Element): readonly string[] {
  const inner = form.closest('.red-ui-tray-body') ?? form
  const { left, right } = inner.getBoundingClientRect()
  for (const row of form.querySelectorAll<HTMLElement>('.form-row')) row.style.display = 'block'
  for (const folded of form.querySelectorAll('details')) folded.open = true
  const parts = [...form.querySelectorAll<HTMLElement>('*')].filter((part) =>
    part.checkVisibility(),
  )

  const sticksOut = (part: Element) => {
    const box = part.getBoundingClientRect()
    return box.width > 0 && (box.left < left - 1 || box.right > right + 1)
  }
  const isCut = (part: HTMLElement) => {
    const { overflowX, display } = getComputedStyle(part)
    const holdsText = part.matches('label, button, a, span') && display !== 'inline'
    return (overflowX !== 'visible' || holdsText) && part.scrollWidth > part.clientWidth + 1
  }
  /** A select is as wide as its longest option needs when nothing says how wide it is. */
  const isTooNarrow = (part: Element) => {
    if (!(part instanceof HTMLSelectElement)) return false
    const free = part.cloneNode(true) as HTMLSelectElement
    free.style.cssText = 'width: auto; max-width: none; position: absolute'
    part.after(free)
    const wanted = free.offsetWidth
    free.remove()
    return wanted > part.offsetWidth + 1
  }
  const hidesPlaceholder = (part: Element) => {
    if (!(part instanceof HTMLInputElement) || part.placeholder === '') return false
    const style = getComputedStyle(part)
    const context = document.createElement('canvas').getContext('2d')
    if (context === null) return false
    context.font = style.font
    const space = part.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    return context.measureText(part.placeholder).width > space + 1
  }
  /** Where the words of a label or beside a field begin below what they belong to. */
  const isBroken = (part: Element) => {
    if (!part.matches('.form-row > span, .form-row > label > i + span')) return false
    const before = part.previousElementSibling?.getBoundingClientRect()
    const lines = part.getClientRects()
    return lines.length > 1 || (before !== undefined && (lines[0]?.top ?? 0) >= before.bottom)
  }

  const faults = { sticksOut, isCut, isTooNarrow, hidesPlaceholder, isBroken }
  const nameOf = (part: Element) => (part.id === '' ? `${part.tagName} ${part.className}` : part.id)
  return Object.entries(faults).flatMap(([fault, found]) =>
    parts.filter(found).map((part) => `${fault}: ${nameOf(part)} ${part.textContent.slice(0, 40)}`),
  )
}
