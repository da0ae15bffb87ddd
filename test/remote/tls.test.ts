/** `grpcs://`: through a proxy that ends TLS, in front of a master that speaks none. The client is a process of its own, as Node reads NODE_EXTRA_CA_CERTS at its start. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RunStepResponse } from '../../src/formats/protos/master.generated.ts'
import { makeTensorProto, tensorProtoToArray } from '../../src/formats/tensor_proto.ts'
import * as tf from '../../src/index.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { type FakeMaster, startFakeMaster } from './fake_master.ts'

const CLIENT = fileURLToPath(new URL('./tls_client.ts', import.meta.url))
/** How long a refusal may take, in milliseconds: no attempt is repeated. */
const SOON = 5000

const good = makeCertificate()
let folder: string
let authority: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-tls-'))
  authority = join(folder, 'authority.pem')
  writeFileSync(authority, good.cert)
})
afterAll(() => rmSync(folder, { recursive: true }))

let master: FakeMaster
const open: Server[] = []
const sockets = new Set<Socket>()
beforeEach(async () => {
  master = await startFakeMaster()
  master.runStep = ({ feed, fetch }) => {
    const [value] = Array.from(feed, ({ tensor }) => tensorProtoToArray(tensor as never))
    const tensor = makeTensorProto(tf.np.add(value as tf.NDArray, 1) as tf.NDArray)
    return {
      body: new RunStepResponse({ tensor: [{ name: fetch[0] as string, tensor }] } as never).SerializeToString(),
    }
  }
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of open.splice(0)) server.close()
  await master.close()
})

async function listening(server: Server): Promise<number> {
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
function hold(socket: Socket): void {
  sockets.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
}
/** A proxy that ends TLS: its port. */
function proxy(certificate: Certificate, target: string): Promise<number> {
  const server = createServer({ ...certificate, ALPNProtocols: ['h2'] }, client => {
    const upstream = connect(Number(target.split(':').at(-1)), '127.0.0.1')
    hold(client)
    hold(upstream)
    client.pipe(upstream).pipe(client)
  })
  server.on('tlsClientError', () => undefined)
  return listening(server)
}

interface Said {
  readonly value?: unknown
  readonly name?: string
  readonly message?: string
  readonly milliseconds: number
}
function client(target: string, trusted?: string): Promise<Said> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', CLIENT, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, NODE_OPTIONS: '', ...(trusted ? { NODE_EXTRA_CA_CERTS: trusted } : {}) },
  })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', chunk => (text += String(chunk)))
    child.on('error', reject)
    child.on('close', () => resolve(JSON.parse(text) as Said))
  })
}

describe('a proxy that ends TLS', () => {
  test('a certificate of an authority that NODE_EXTRA_CA_CERTS names: by name and by address', async () => {
    const port = await proxy(good, master.target)
    for (const host of ['localhost', '127.0.0.1'])
      expect((await client(`grpcs://${host}:${port}`, authority)).value).toEqual([2, 3, 4])
    expect(master.asked.filter(method => method === 'RunStep')).toHaveLength(2)
  }, 60_000)

  test('certificates that nobody has signed, that are over, or of another host are refused at once', async () => {
    const cases: [Certificate, string | undefined, RegExp][] = [
      [
        good,
        undefined,
        /^The certificate of 127\.0\.0\.1:\d+ is not trusted: self-signed certificate\. NODE_EXTRA_CA_CERTS/,
      ],
    ]
    for (const [made, text] of [
      [makeCertificate({ expired: true }), /is not trusted: certificate has expired\./],
      [makeCertificate({ host: 'example.org' }), /is not trusted: Hostname\/IP does not match certificate's altnames/],
    ] as const) {
      const file = join(folder, `authority${cases.length}.pem`)
      writeFileSync(file, made.cert)
      cases.push([made, file, text])
    }
    for (const [made, trusted, text] of cases) {
      const port = await proxy(made, master.target)
      const { name, message, milliseconds } = await client(`grpcs://127.0.0.1:${port}`, trusted)
      expect(name).toBe('UnavailableError')
      expect(message).toMatch(text)
      expect(milliseconds).toBeLessThan(SOON)
    }
    expect(master.asked).toEqual([])
  }, 60_000)

  test('a server that speaks no TLS is an UnavailableError at once; one that does, asked without, within the time', async () => {
    const plain = Number(master.target.split(':').at(-1))
    const refused = await client(`grpcs://127.0.0.1:${plain}`)
    expect(refused.name).toBe('UnavailableError')
    expect(refused.milliseconds).toBeLessThan(SOON)
    const config = new tf.ConfigProto({ operation_timeout_in_ms: 1000 })
    const port = await proxy(good, master.target)
    const sess = new tf.Session(`grpc://127.0.0.1:${port}`, { config })
    const failed: unknown = await sess.run_async(tf.constant(1)).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(tf.errors.UnavailableError)
    sess.close()
  }, 60_000)

  test('what ends the handshake is an UnavailableError', async () => {
    const port = await listening(createTcpServer(socket => socket.end('no TLS at all')))
    const { name, milliseconds } = await client(`grpcs://127.0.0.1:${port}`)
    expect(name).toBe('UnavailableError')
    expect(milliseconds).toBeLessThan(15_000)
  }, 60_000)
})
