/** Binary decisions of arithmetic codes (annex D of the standard). */
import type { EntropyReader } from './entropy_reader.ts'

/**
 * The standard's table D.3, a state after the other: the size of the less probable symbol's interval, and the states that come after that
 * symbol, which where it is marked (1) becomes the more probable one, and after the other.
 */
const STATES =
  '5a1d 1 1 1,2586 14 2,1114 16 3,80b 18 4,3d8 20 5,1da 23 6,e5 25 7,6f 28 8,36 30 9,1a 33 10,d 35 11,6 9 12,3 10 13,1 12 13,5a7f 15 15 1,' +
  '3f25 36 16,2cf2 38 17,207c 39 18,17b9 40 19,1182 42 20,cef 43 21,9a1 45 22,72f 46 23,55c 48 24,406 49 25,303 51 26,240 52 27,1b1 54 28,' +
  '144 56 29,f5 57 30,b7 59 31,8a 60 32,68 62 33,4e 63 34,3b 32 35,2c 33 9,5ae1 37 37 1,484c 64 38,3a0d 65 39,2ef1 67 40,261f 68 41,' +
  '1f33 69 42,19a8 70 43,1518 72 44,1177 73 45,e74 74 46,bfb 75 47,9f8 77 48,861 78 49,706 79 50,5cd 48 51,4de 50 52,40f 50 53,363 51 54,' +
  '2d4 52 55,25c 53 56,1f8 54 57,1a4 55 58,160 56 59,125 57 60,f6 58 61,cb 59 62,ab 61 63,8f 61 32,5b12 65 65 1,4d04 80 66,412c 81 67,' +
  '37d8 82 68,2fe8 83 69,293c 84 70,2379 86 71,1edf 87 72,1aa9 87 73,174e 72 74,1424 72 75,119c 74 76,f6b 74 77,d51 75 78,bb6 77 79,' +
  'a40 77 48,5832 80 81 1,4d1c 88 82,438e 89 83,3bdd 90 84,34ee 91 85,2eae 92 86,299a 93 87,2516 86 71,5570 88 89 1,4ca9 95 90,44d9 96 91,' +
  '3e22 97 92,3824 99 93,32b4 99 94,2e17 93 86,56a8 95 96 1,4f46 101 97,47e5 102 98,41cf 103 99,3c3d 104 100,375e 99 93,5231 105 102,' +
  '4c0f 106 103,4639 107 104,415e 103 99,5627 105 106 1,50e7 108 107,4b85 109 103,5597 110 109,504f 111 107,5a10 110 111 1,5522 112 109,' +
  '59eb 112 111 1,5a1d 113 113'
/** The last of them stays what it is: two equal halves. */
export const FIXED_STATE = 113

const LESS_PROBABLE = new Uint16Array(128)
/** States as `decide` keeps them: the more probable symbol in the highest bit. XORed with that bit of the state before. */
const [AFTER_LESS, AFTER_MORE] = [new Uint8Array(128), new Uint8Array(128)]
for (const [state, text] of STATES.split(',').entries()) {
  const [size = '', less, more, swaps = '0'] = text.split(' ')
  LESS_PROBABLE[state] = Number.parseInt(size, 16)
  AFTER_LESS[state] = Number(less) | (Number(swaps) << 7)
  AFTER_MORE[state] = Number(more)
}

export class ArithmeticDecoder {
  readonly #reader: EntropyReader
  #next = 0
  /** The interval, and the code within it with `#spare` more bits behind it. */
  #interval = 0
  #code = 0
  #spare = 0
  /** Decisions so far: data of no length may hold any number of them. */
  decisions = 0

  constructor(reader: EntropyReader) {
    this.#reader = reader
  }
  /** Begins with the data that the reader has loaded. */
  restart(): void {
    this.#next = 0
    this.#interval = 0
    this.#spare = 0
  }

  #byte(): number {
    const { bytes, bitsEnd } = this.#reader
    if (this.#next < bitsEnd >> 3) return bytes[this.#next++] as number
    // zeros follow, if a marker does
    this.#reader.foundMarker()
    return 0
  }

  /** The next decision, by the state in `states[at]`, which learns from it. */
  decide(states: Uint8Array, at: number): number {
    this.decisions++
    let interval = this.#interval
    if (interval === 0) {
      this.#code = this.#byte() << 8
      this.#code |= this.#byte()
      interval = 0x10000
    }
    // no sooner than now: the data may end here
    while (interval < 0x8000) {
      if (this.#spare === 0) {
        this.#code = (this.#code << 8) | this.#byte()
        this.#spare = 8
      }
      this.#spare--
      interval <<= 1
    }
    const state = states[at] as number
    const index = state & 0x7f
    let symbol = state >> 7
    const less = LESS_PROBABLE[index] as number
    const more = interval - less
    const limit = more << this.#spare
    const inMore = this.#code < limit
    interval = inMore ? more : less
    if (!inMore) this.#code -= limit
    if (!inMore || more < 0x8000) {
      // the larger part belongs to the more probable symbol, whichever it is
      const isMore = inMore === more >= less
      states[at] = (state & 0x80) ^ ((isMore ? AFTER_MORE : AFTER_LESS)[index] as number)
      if (!isMore) symbol ^= 1
    }
    this.#interval = interval
    return symbol
  }
}
