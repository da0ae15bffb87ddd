/** A TCP proxy that stops answering when a test says so. */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly target: string
  /** From now on nothing passes in either direction; connections stay, and new ones are taken. */
  stall(): void
  /** Ends the connections that are open; new ones are taken. */
  drop(): void
  close(): Promise<void>
}

export async function startProxy(target: string): Promise<Proxy> {
  const port = Number(target.split(':').at(-1))
  const sockets = new Set<Socket>()
  let stalled = false
  const hold = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer(client => {
    hold(client)
    if (stalled) return
    const upstream = connect(port, '127.0.0.1')
    hold(upstream)
    client.on('data', chunk => stalled || upstream.write(chunk))
    upstream.on('data', chunk => stalled || client.write(chunk))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    target: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall: () => {
      stalled = true
    },
    drop: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
