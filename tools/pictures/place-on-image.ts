import type { Page } from 'playwright-core'

/** The width of the sample image by its height. */
const aspect = 1.5

/** Where a place of the image (from 0 to 1) is on the page, in a tray for shapes, which may be wider or higher. */
export async function placeOnImage(
  page: Page,
  x: number,
  y: number,
): Promise<readonly [number, number]> {
  const box = await page.locator('.depth-shapes .depth-surface').boundingBox()
  if (box === null) throw new Error('the tray shows no image')
  const width = Math.min(box.width, aspect * box.height)
  const height = width / aspect
  const [left, top] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2]
  return [left + x * width, top + y * height]
}
