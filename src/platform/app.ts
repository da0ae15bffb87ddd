/** `tf.app`: the entry of a program with flags. */

import { pyfunction } from '../calling/signature.ts'
import { TypeError } from '../errors/python.ts'
import { commandLine } from './command_line.ts'
import { parseFlags } from './flags.ts'

export * as flags from './flags.ts'

interface RunArgs {
  main: ((argv: string[]) => unknown) | null
  argv: readonly string[] | null
}

/** As Python's sys.exit: null is success, a number is the status, anything else is printed and is a failure. */
function exit(result: unknown): void {
  const isStatus = result === null || result === undefined || typeof result === 'number'
  if (!isStatus) console.error(String(result))
  process.exit(isStatus ? (result ?? 0) : 1)
}

/**
 * Reads the flags, calls `main` with the program's name and the words that are no flags, and ends the program with what it returns (a
 * promise is awaited). JavaScript has no `__main__` to look into, so `main` must be given; TypeError if it isn't.
 *
 *     tf.app.run(argv => { … })
 */
export const run = pyfunction('run(main=None, argv=None)', ({ main, argv }: RunArgs): void => {
  if (typeof main !== 'function') throw new TypeError('tf.app.run() needs the main function as its argument')
  const rest = parseFlags(argv ? argv.slice(1) : undefined)
  const result = main([commandLine()[0] ?? '', ...rest])
  if (result instanceof Promise) {
    result.then(exit, (error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  } else exit(result)
})
