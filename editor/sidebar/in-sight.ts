/**
 * Calls `change` when an element comes into sight or is gone: another tab of the sidebar was chosen,
 * the sidebar was closed, or the page is hidden. No event of the editor says all of these.
 */
export function watchSight(element: Element, change: (isInSight: boolean) => void): void {
  let isDrawn = false
  let wasInSight = false
  const update = () => {
    const isInSight = isDrawn && !document.hidden
    if (isInSight === wasInSight) return
    wasInSight = isInSight
    change(isInSight)
  }
  new IntersectionObserver((entries) => {
    isDrawn = entries.at(-1)?.isIntersecting ?? false
    update()
  }).observe(element)
  document.addEventListener('visibilitychange', update)
}
