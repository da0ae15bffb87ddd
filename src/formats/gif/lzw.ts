/** GIF's compression, decoded as giflib does it, defects included. */

const MOST_BITS = 12
const MOST_CODE = 4095
const NO_CODE = 4098

export class LzwDecoder {
  readonly #bytes: Uint8Array
  readonly #codeSize: number
  readonly #clearCode: number
  readonly #prefix = new Uint16Array(MOST_CODE + 1).fill(NO_CODE)
  readonly #suffix = new Uint8Array(MOST_CODE + 1)
  readonly #stack = new Uint8Array(MOST_CODE + 2)
  #depth = 0
  /** The next byte, and how many its block has left. */
  #at: number
  #left = 0
  #bits = 0
  #bitCount = 0
  #running: number
  #runningBits: number
  #last = NO_CODE

  /** `start`: the first block of the data; `codeSize`: bits of a pixel. */
  constructor(bytes: Uint8Array, start: number, codeSize: number) {
    this.#bytes = bytes
    this.#at = start
    this.#codeSize = codeSize
    this.#clearCode = 1 << codeSize
    this.#running = this.#clearCode + 2
    this.#runningBits = codeSize + 1
  }

  /** The next code; −1 where the data ends. */
  #code(): number {
    while (this.#bitCount < this.#runningBits) {
      if (this.#left === 0) {
        this.#left = this.#bytes[this.#at++] ?? 0
        if (this.#left === 0) return -1
      }
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) return -1
      this.#left--
      this.#bits |= byte << this.#bitCount
      this.#bitCount += 8
    }
    const code = this.#bits & ((1 << this.#runningBits) - 1)
    this.#bits >>>= this.#runningBits
    this.#bitCount -= this.#runningBits
    if (this.#running < MOST_CODE + 2 && ++this.#running > 1 << this.#runningBits && this.#runningBits < MOST_BITS)
      this.#runningBits++
    return code
  }

  /** The first pixel of what a code stands for. */
  #firstOf(code: number): number {
    let first = code
    for (let i = 0; first > this.#clearCode && i <= MOST_CODE; i++) {
      if (first > MOST_CODE) return NO_CODE
      first = this.#prefix[first] as number
    }
    return first
  }

  /** Fills `row` with pixels; false where the data ends or makes no sense. */
  read(row: Uint8Array): boolean {
    const [prefix, suffix, stack, clearCode] = [this.#prefix, this.#suffix, this.#stack, this.#clearCode]
    let filled = 0
    while (this.#depth > 0 && filled < row.length) row[filled++] = stack[--this.#depth] as number
    while (filled < row.length) {
      const code = this.#code()
      if (code < 0 || code === clearCode + 1) return false
      if (code === clearCode) {
        prefix.fill(NO_CODE)
        this.#running = clearCode + 2
        this.#runningBits = this.#codeSize + 1
        this.#last = NO_CODE
        continue
      }
      const entry = this.#running - 2
      if (code < clearCode) row[filled++] = code
      else {
        let traced = code
        if (prefix[code] === NO_CODE) {
          // the code that is being defined: its last pixel is the first one of the code before
          traced = this.#last
          const pixel = this.#firstOf(code === entry ? this.#last : code)
          suffix[entry] = pixel
          stack[this.#depth++] = pixel
        }
        while (this.#depth < MOST_CODE && traced > clearCode && traced <= MOST_CODE) {
          stack[this.#depth++] = suffix[traced] as number
          traced = prefix[traced] as number
        }
        if (this.#depth >= MOST_CODE || traced > MOST_CODE) return false
        stack[this.#depth++] = traced
        while (this.#depth > 0 && filled < row.length) row[filled++] = stack[--this.#depth] as number
      }
      if (this.#last !== NO_CODE && entry <= MOST_CODE && prefix[entry] === NO_CODE) {
        prefix[entry] = this.#last
        suffix[entry] = this.#firstOf(code === entry ? this.#last : code)
      }
      this.#last = code
    }
    return true
  }
}
