/** A proxy in a process of its own, for clients that block. Usage: stalling_proxy.ts TARGET; a line on its input stalls it. */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { startProxy } from './proxy.ts'

const proxy = await startProxy(process.argv[2] as string)
writeSync(1, `${proxy.target}\n`)
await once(process.stdin, 'data')
proxy.stall()
writeSync(1, 'stalled\n')
