/** Web-safe Base64 as TensorFlow reads and writes it. */
import { invalidArgument } from '../../../errors/status.ts'

export function encodeBase64(bytes: Uint8Array, pad: boolean): Buffer {
  const text = Buffer.from(bytes).toString('base64url')
  return Buffer.from(pad ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text)
}

/** Padding is allowed where the length is a multiple of four. */
export function decodeBase64(bytes: Uint8Array): Buffer {
  let text = Buffer.from(bytes).toString('latin1')
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '')
  // groups of four are checked before the length
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text
  if (!/^[A-Za-z0-9_-]*$/.test(whole)) throw invalidArgument('Invalid character found in base64.')
  if (text.length % 4 === 1) throw invalidArgument('Base64 string length cannot be 1 modulo 4.')
  return Buffer.from(text, 'base64url')
}
