/** Bytes of programs → text. */

/** What the first two lines say of the others (PEP 263). */
const DECLARED = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/

/** The text of a program's bytes: UTF-8, unless one of its first two lines says another encoding, or they are none. */
export function decodeSource(bytes: Buffer): string {
  const head = bytes.subarray(0, 1024).toString('latin1').split('\n').slice(0, 2)
  const declared = head.map(line => DECLARED.exec(line)?.[1]).find(name => name !== undefined) ?? 'utf-8'
  if (/^(latin|iso-?8859|l1|cp1252|ascii)/i.test(declared)) return bytes.toString('latin1')
  const text = bytes.toString('utf8')
  // the replacement character that the text does not have itself
  return text.includes('\uFFFD') && !bytes.includes('\uFFFD') ? bytes.toString('latin1') : text
}
