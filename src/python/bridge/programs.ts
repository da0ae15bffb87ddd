/** `tf.app`: flags of the program's own command line, and `tf.app.run`, which finds the program's `main`. */
import { AttributeError } from '../../errors/index.ts'
import { run } from '../../platform/app.ts'
import { useCommandLine } from '../../platform/command_line.ts'
import { forgetFlags, parseFlags, presentFlags } from '../../platform/flags.ts'
import { str } from '../text/repr.ts'
import { call } from '../runtime/call.ts'
import { systemExit } from '../runtime/exceptions.ts'
import { machine } from '../runtime/machine.ts'
import { truth } from '../runtime/truth.ts'
import type { JsFunction } from '../values/js_function.ts'
import { float } from '../values/numbers.ts'
import { adapt } from './foreign.ts'

/** The words of a list of the program. */
const words = (list: unknown): string[] => (Array.isArray(list) ? list.map(str) : [])

export function adaptPrograms(): void {
  forgetFlags()
  presentFlags((value, type) => (machine.current && type === 'float' && typeof value === 'number' ? float(value) : value))
  useCommandLine(() => (machine.current ? words(machine.argv) : undefined))
  adapt(run as JsFunction, (_, args, keywords) => {
    const [main = keywords?.get('main') ?? null, argv = keywords?.get('argv') ?? null] = args
    const rest = parseFlags(truth(argv) ? words(argv).slice(1) : undefined)
    const entry = truth(main) ? main : machine.main.get('main')
    if (entry === undefined) throw new AttributeError("'module' object has no attribute 'main'")
    throw systemExit(call(entry, [[machine.argv[0], ...rest]], null))
  })
}
