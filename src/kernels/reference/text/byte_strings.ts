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

/** `count` joined strings: of each the parts `part(index, number)` for index in [0, parts), with `separator` between them. */
export function joinedBytes(count: number, parts: number, part: (index: number, number: number) => Uint8Array, separator: Uint8Array): Uint8Array[] {
  let length = count * Math.max(0, parts - 1) * separator.length
  for (let i = 0; i < parts; i++) for (let n = 0; n < count; n++) length += part(i, n).length
  const all = Buffer.allocUnsafeSlow(length)
  let at = 0
  const write = (bytes: Uint8Array): void => {
    if (bytes.length > SHORT) all.set(bytes, at)
    else for (let i = 0; i < bytes.length; i++) all[at + i] = bytes[i] as number
    at += bytes.length
  }
  const joined: Uint8Array[] = []
  for (let n = 0; n < count; n++) {
    const start = at
    for (let i = 0; i < parts; i++) {
      if (i > 0) write(separator)
      write(part(i, n))
    }
    joined.push(all.subarray(start, at))
  }
  return joined
}
