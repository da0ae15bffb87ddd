#!/usr/bin/env node
/** The command `tf0`. What a command needs is loaded when it is asked for. */
import { readFileSync } from 'node:fs'
import nodeModule from 'node:module'
import { COMMANDS, helpOf, OVERVIEW } from './help.ts'
import { exitCodeOf } from './usage_error.ts'

// Node 22 keeps what V8 made of the text for the next run of the command, in its own place among temporary files
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown }
enableCompileCache?.()

/** Runs a command line; resolves with the exit code. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case undefined:
      process.stderr.write(OVERVIEW)
      return 2
    case '-h':
    case '--help':
    case 'help': {
      process.stdout.write(args[0] === undefined ? OVERVIEW : helpOf(args[0]))
      return 0
    }
    case '-V':
    case '--version':
    case 'version':
      process.stdout.write(`tf0 ${version()}, for programs of TensorFlow 0.12.1\n`)
      return 0
  }
  if (!COMMANDS.has(command)) {
    process.stderr.write(
      `tf0: '${command}' is no command: ${[...COMMANDS.keys()].join(', ')}. \`tf0 --help\` tells more.\n`,
    )
    return 2
  }
  // behind a file stand the arguments of a program
  if (args[0] === '-h' || args[0] === '--help') {
    process.stdout.write(helpOf(command))
    return 0
  }
  switch (command) {
    case 'run':
      return (await import('./run.ts')).run(args)
    case 'port':
      return (await import('./port.ts')).port(args)
    default:
      return (await import('./inspect.ts')).inspect(args)
  }
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: unknown) => process.exit(exitCodeOf(error)),
)
