/** Pictures for the examples: as text on a terminal, and as files of the portable formats that every viewer knows. */
import { writeFileSync } from 'node:fs'
import type * as tf from 'tf0'

/** Light to dark. */
const SHADES = ' .:-=+*#%@'

/** A shade for each two rows of numbers from 0 (blank) to 1 (dark): characters are twice as high as wide. */
export function shaded(image: tf.NDArray): string[] {
  const [height, width] = image.shape as [number, number]
  const lines: string[] = []
  for (let y = 0; y + 1 < height; y += 2) {
    let line = ''
    for (let x = 0; x < width; x++) {
      const value = ((image.data[y * width + x] as number) + (image.data[(y + 1) * width + x] as number)) / 2
      line += SHADES[Math.round(Math.min(1, Math.max(0, value)) * (SHADES.length - 1))]
    }
    lines.push(line)
  }
  return lines
}

/** Digits of MNIST (rows of 784 numbers from 0 to 1) side by side. */
export function digits(images: tf.NDArray, count: number): string {
  const pictures = Array.from({ length: count }, (_, i) => shaded((images.at(i) as tf.NDArray).reshape(28, 28)))
  return (pictures[0] ?? []).map((_, line) => pictures.map(picture => picture[line]).join(' ')).join('\n')
}

/** Writes a picture [height, width, 3] of bytes as a portable pixmap. */
export function write_ppm(path: string, image: tf.NDArray): void {
  const [height, width] = image.shape
  writeFileSync(path, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), image.to_bytes()]))
}
