/**
 * CRC-32C of long data without tables. The polynomial divides x^42200 + x^36064 + x^22008 + 1, whose terms are whole bytes apart: the checksum
 * stays as it is where a byte is moved 767, 2524 and 5275 places on, added there to what is there. So all but the last bytes are moved
 * away, sixteen at a time, and what is left is a short message with the same checksum.
 */

/** How far bytes are moved; each is more than one turn of the loop takes. */
const TAPS = [767, 2524, 5275] as const
const FARTHEST = TAPS[2]
/** Bytes that one turn of the loop takes. */
const TURN = 64
/** Bytes at a time, so that they stay in the first cache. */
const CHUNK = 32768
/** Where chunks lie; before them what was moved from is still seen. */
const AT = 5312
const HISTORY = AT - FARTHEST
/** Where the rest lies. */
const REST = AT + CHUNK + FARTHEST + TURN
const PAGES = 1

/** Below this the tables are as fast. */
export const LEAST_FOLDED = 32768

/** A number in the variable length of WebAssembly's format. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]
}
const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes]
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)]

const [LOCAL_GET, LOCAL_TEE, I32_CONST, I32_ADD, I32_LT_U, LOOP, BR_IF, END] = [
  0x20, 0x22, 0x41, 0x6a, 0x49, 0x03, 0x0d, 0x0b,
] as const
const V128_LOAD = [0xfd, 0x00, 0x00] as const
const V128_STORE = [0xfd, 0x0b, 0x00] as const
const V128_XOR = [0xfd, 0x51] as const
const I32 = 0x7f
const NO_RESULT = 0x40

/** fold(from, end, to): bytes at `to` get those 767, 2524 and 5275 before them added; `from` is 5275 before what `to` stands for. */
function foldingModule(): Uint8Array<ArrayBuffer> {
  const step = (k: number): number[] => [
    ...[LOCAL_GET, 2, LOCAL_GET, 2, ...V128_LOAD, ...leb(k)],
    ...TAPS.flatMap(tap => [LOCAL_GET, 0, ...V128_LOAD, ...leb(FARTHEST - tap + k), ...V128_XOR]),
    ...[...V128_STORE, ...leb(k)],
  ]
  const advance = (local: number): number[] => [LOCAL_GET, local, I32_CONST, 0xc0, 0x00, I32_ADD, LOCAL_TEE, local]
  const body = [
    ...[0, LOOP, NO_RESULT],
    ...[0, 16, 32, 48].flatMap(step),
    ...[...advance(2), 0x1a, ...advance(0), LOCAL_GET, 1, I32_LT_U, BR_IF, 0],
    ...[END, END],
  ]
  const name = (text: string): number[] => sized([...Buffer.from(text)])
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, I32, I32, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...leb(PAGES)]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('fold'), 0, 0]),
    ...section(10, [1, ...sized(body)]),
  ])
}

interface Folding {
  readonly memory: Uint8Array
  fold(from: number, end: number, to: number): void
}
let folding: Folding | null | undefined
/** null: there is no WebAssembly, or none with vectors. */
function prepared(): Folding | null {
  if (folding !== undefined) return folding
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(foldingModule()), {})
    const { memory, fold } = exports as unknown as { memory: WebAssembly.Memory; fold: Folding['fold'] }
    folding = { memory: new Uint8Array(memory.buffer), fold }
  } catch {
    folding = null
  }
  return folding
}

/**
 * A short message whose checksum, begun with the state 0, is that of `bytes` begun with `state`; undefined where this machine cannot fold.
 * `bytes` are at least LEAST_FOLDED. What is returned is overwritten by the next call.
 */
export function folded(bytes: Uint8Array, state: number): Uint8Array | undefined {
  const machine = prepared()
  if (!machine) return undefined
  const { memory, fold } = machine
  memory.fill(0, HISTORY, AT)
  let at = 0
  const put = (length: number): void => {
    memory.set(bytes.subarray(at, at + length), AT)
    // the state stands for what was before: it is added to the first four bytes
    if (at === 0) for (let i = 0; i < 4; i++) memory[AT + i] = (memory[AT + i] as number) ^ ((state >>> (8 * i)) & 0xff)
    fold(HISTORY, HISTORY + length, AT)
    memory.copyWithin(HISTORY, HISTORY + length, AT + length)
    at += length
  }
  while (bytes.length - at >= CHUNK + FARTHEST) put(CHUNK)
  const last = Math.floor((bytes.length - at - FARTHEST) / TURN) * TURN
  if (last > 0) put(last)
  // nothing of the rest is moved any more: it gets what was moved there, and zeros come after that
  const rest = bytes.length - at
  memory.fill(0, AT, AT + FARTHEST + TURN)
  memory.set(bytes.subarray(at), REST)
  memory.fill(0, REST + rest, REST + rest + TURN)
  fold(HISTORY, HISTORY + FARTHEST, REST)
  return memory.subarray(REST, REST + rest)
}
