/**
 * Texts below an element whose contrast is less than WCAG AA asks for: 4.5:1, or 3:1 where they are
 * large. What is disabled may be paler. To be evaluated in the page, so it uses nothing from outside.
 */
export function contrastFaults(root: Element): readonly string[] {
  type Color = readonly [red: number, green: number, blue: number, alpha: number]

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const colorOf = (css: string): Color => {
    if (canvas === null) return [0, 0, 0, 0]
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = css
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }
  const over = (top: Color, bottom: Color): Color => {
    const mix = (at: 0 | 1 | 2) => top[at] * top[3] + bottom[at] * (1 - top[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  const backgroundOf = (element: Element | null): Color => {
    if (element === null) return [255, 255, 255, 1]
    const own = colorOf(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, backgroundOf(element.parentElement))
  }
  const luminance = ([red, green, blue]: Color) => {
    const linear = [red, green, blue].map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
  }
  const contrastOf = (element: Element, { color, fill }: CSSStyleDeclaration) => {
    const background = backgroundOf(element)
    const text = over(colorOf(element instanceof SVGElement ? fill : color), background)
    const [lighter = 0, darker = 0] = [luminance(text), luminance(background)].sort((a, b) => b - a)
    return (lighter + 0.05) / (darker + 0.05)
  }

  const holdsText = (element: Element) => {
    if (element.matches('select, input:not([type=checkbox], [type=radio], [type=range])'))
      return true
    return [...element.childNodes].some(
      (child) => child.nodeType === Node.TEXT_NODE && child.textContent?.trim() !== '',
    )
  }
  const isEnabled = (element: Element) =>
    element.closest(':disabled, [aria-disabled=true]') === null &&
    element.querySelector(':disabled') === null
  return [root, ...root.querySelectorAll('*')]
    .filter((element) => element.checkVisibility() && holdsText(element) && isEnabled(element))
    .flatMap((element) => {
      const style = getComputedStyle(element)
      const size = parseFloat(style.fontSize)
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      const contrast = contrastOf(element, style)
      if (contrast >= (isLarge ? 3 : 4.5)) return []
      const name = element.id || `${element.tagName} ${element.getAttribute('class') ?? ''}`
      return [`${contrast.toFixed(2)}: ${name} ${element.textContent.trim().slice(0, 40)}`]
    })
}
