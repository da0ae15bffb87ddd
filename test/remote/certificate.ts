/** A self-signed certificate for 127.0.0.1 and localhost, made by hand: X.509 in DER. */
import { generateKeyPairSync, sign } from 'node:crypto'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

const DAY = 86_400_000

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const oid = (...bytes: readonly number[]): Buffer => der(6, Buffer.from(bytes))
const octets = (content: Uint8Array): Buffer => der(4, content)
const bits = (content: Uint8Array): Buffer => der(3, Buffer.of(0), content)
const time = (date: number): Buffer => der(0x18, Buffer.from(new Date(date).toISOString().replace(/[-:T]|\.\d+/g, '')))

const SHA256_WITH_ECDSA = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const COMMON_NAME = [0x55, 0x04, 0x03] as const
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13] as const
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11] as const

/** Valid from yesterday on for two days, or until yesterday; for `host`, or for this machine. */
export function makeCertificate({ expired = false, host = '' } = {}): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(oid(...COMMON_NAME), der(12, Buffer.from('a test of tf0')))))
  const names = host
    ? [der(0x82, Buffer.from(host))]
    : [der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1))]
  const extensions = sequence(
    sequence(oid(...BASIC_CONSTRAINTS), der(1, Buffer.of(0xff)), octets(sequence(der(1, Buffer.of(0xff))))),
    sequence(oid(...SUBJECT_ALTERNATIVE_NAME), octets(sequence(...names))),
  )
  const now = Date.now()
  const body = sequence(
    der(0xa0, der(2, Buffer.of(2))),
    der(2, Buffer.of(1)),
    SHA256_WITH_ECDSA,
    name,
    sequence(time(now - 2 * DAY), time(expired ? now - DAY : now + DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const whole = sequence(body, SHA256_WITH_ECDSA, bits(sign('sha256', body, privateKey)))
  const lines = whole
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}
