/** Many short byte strings at a time: they are cut out of one piece of memory, which is much faster than one for each. */

/** Bytes that a loop copies faster than the platform does. */
const SHORT = 24

/** The bytes of texts, as UTF-8. */
export function bytesOfTexts(texts: readonly string[]): Uint8Array[] {
  const all = Buffer.from(texts.join(''))
  let length = 0
  for (const text of texts) length += text.length
  if (all.length !== length) return texts.map(text => Buffer.from(text))
  let at = 0
  return texts.map(text => all.subarray(at, (at += text.length)))
}

/** `count` joined strings: of each its element of every list, or the only one of lists of one, with `separator` between them. */
export function joinedBytes(
  count: number,
  lists: readonly (readonly Uint8Array[])[],
  separator: Uint8Array,
): Uint8Array[] {
  let length = count * Math.max(0, lists.length - 1) * separator.length
  for (const list of lists) {
    let own = 0
    for (const bytes of list) own += bytes.length
    length += list.length === count ? own : count * own
  }
  const all = Buffer.allocUnsafeSlow(length)
  const joined: Uint8Array[] = []
  let at = 0
  for (let n = 0; n < count; n++) {
    const start = at
    for (let i = 0; i < lists.length; i++) {
      const list = lists[i] as readonly Uint8Array[]
      if (i > 0) at = written(all, at, separator)
      at = written(all, at, list[list.length === 1 ? 0 : n] as Uint8Array)
    }
    joined.push(all.subarray(start, at))
  }
  return joined
}

/** Writes `bytes`; where they end. */
function written(all: Uint8Array, at: number, bytes: Uint8Array): number {
  const { length } = bytes
  if (length > SHORT) all.set(bytes, at)
  else for (let i = 0; i < length; i++) all[at + i] = bytes[i] as number
  return at + length
}
