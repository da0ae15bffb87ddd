/** `tf.app`: flags of the program's own command line, and `tf.app.run`, which finds the program's `main`. */
import { usePrinter } from '../../calling/printing.ts'
import { AttributeError } from '../../errors/index.ts'
import { run } from '../../platform/app.ts'
import { useCommandLine } from '../../platform/command_line.ts'
import { FLAGS, forgetFlags, parseFlags, presentFlags } from '../../platform/flags.ts'
import { printText } from '../builtins/output.ts'
import { call } from '../objects/call.ts'
import { systemExit } from '../objects/exceptions.ts'
import { adapt } from '../objects/foreign_calls.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { PyDict } from '../objects/values/dict.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { dynamicAttributes } from '../objects/values/members.ts'
import { float } from '../objects/values/numbers.ts'
import { bound, PYTHON_WORDING, parseSignature } from '../objects/values/signature.ts'

/** The words of a list of the program. */
const words = (list: unknown): string[] => (Array.isArray(list) ? list.map(str) : [])

// every flag is an attribute of FLAGS, beside what TensorFlow's programs reach for
dynamicAttributes(Object.getPrototypeOf(FLAGS) as object, {
  find: (flags: typeof FLAGS, name) => {
    if (name === '_parse_flags' || name === '__flags') return fromForeign(flags[name])
    if (name === '__dict__')
      return PyDict.from_entries([
        ['__flags', fromForeign(flags['__flags'])],
        ['__parsed', true],
      ])
    return Reflect.ownKeys(flags).includes(name) ? fromForeign(flags[name]) : undefined
  },
  assign: (flags, name, value) => Reflect.set(flags, name, toForeign(value)),
  names: flags => Reflect.ownKeys(flags).map(String),
})

const RUN = parseSignature('run(main=None, argv=None)', PYTHON_WORDING)

export function adaptPrograms(): void {
  forgetFlags()
  // what TensorFlow prints comes where the program prints
  usePrinter(text => (machine.current ? printText(`${text}\n`) : console.log(text)))
  presentFlags((value, type) =>
    machine.current && type === 'float' && typeof value === 'number' ? float(value) : value,
  )
  useCommandLine(() => (machine.current ? words(machine.argv) : undefined))
  adapt(run as JsFunction, (_, args, keywords) => {
    const [main, argv] = bound(RUN, args, keywords)
    const rest = parseFlags(truth(argv) ? words(argv).slice(1) : undefined)
    const entry = truth(main) ? main : machine.main.get('main')
    if (entry === undefined) throw new AttributeError("'module' object has no attribute 'main'")
    throw systemExit(call(entry, [[machine.argv[0], ...rest]], null))
  })
}
