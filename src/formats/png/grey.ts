/** The grey of colours in PNG files, as libpng 1.2 takes it: in linear light where the file says what its gamma is. */
import type { PixelFormat } from './pixel_conversion.ts'

/** Weights of red and green in 32,768ths: those of JPEG, as libpng rounds them. */
const [RED, GREEN] = [9797, 19234]
const BLUE = 32768 - RED - GREEN

/** libpng's steps between the tables of the low bits of a sample of 16 bits, in 16ths. */
const STEPS = [0x10, 0x21, 0x42, 0x84, 0x110, 0x248, 0x550, 0xff0, 0]

type Curve = (sample: number) => number
/** A power of samples of 8 bits. */
function curve8(power: number): Curve {
  const table = Uint8Array.from({ length: 256 }, (_, i) => Math.floor((i / 255) ** power * 255 + 0.5))
  return sample => table[sample] as number
}
/** A power of samples of 16 bits, of whose lowest `lost` bits nothing is left. */
function curve16(power: number, lost: number): Curve {
  return sample => {
    const low = (((sample & 0xff) >> lost) * (STEPS[lost] as number)) >> 4
    return Math.floor(((low + (sample & 0xff00)) / 65535) ** power * 65535 + 0.5)
  }
}

const weighted = (red: number, green: number, blue: number): number => (RED * red + GREEN * green + BLUE * blue) >>> 15

/** The lowest bits of 16 that a table of powers goes without: those that mean nothing, and five of what is to become 8 bits. */
function lostBits(significant: number, narrowed: boolean): number {
  const meaningless = significant > 0 ? 16 - significant : 0
  return Math.max(0, Math.min(8, narrowed ? Math.max(5, meaningless) : meaningless))
}

/** The grey of a colour of the file's samples; `narrowed`: 8 of 16 bits are wanted. A grey stays as it is. */
export function greyReader(
  { depth, gamma, significantBits }: PixelFormat,
  narrowed: boolean,
): (red: number, green: number, blue: number) => number {
  if (gamma === 0) return (red, green, blue) => (red === green && red === blue ? red : weighted(red, green, blue))
  const curve = depth === 16 ? (power: number) => curve16(power, lostBits(significantBits, narrowed)) : curve8
  const [linear, back] = [curve(1 / gamma), curve(gamma)]
  return (red, green, blue) => {
    if (depth === 16 && red === green && red === blue) return red
    const light = [linear(red), linear(green), linear(blue)] as const
    if (depth === 8 && light[0] === light[1] && light[0] === light[2]) return blue
    return back(weighted(...light))
  }
}
