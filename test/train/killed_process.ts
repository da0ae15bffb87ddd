/** Kills a program at a moment of its choice, for tests of what it leaves. */
import { spawn } from 'node:child_process'

/** Runs a TypeScript file until `milliseconds` after its first words, kills it, and returns what it said. */
export function killedProcess(file: string, args: readonly string[], milliseconds: number): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
      said += data
    })
    child.on('error', reject)
    child.on('close', () => resolve(said))
  })
}
