/** random. */

import { PythonRandom } from '../../np/python_random.ts'
import { callForeign } from '../bridge/foreign.ts'
import { requireIndex } from '../runtime/convert.ts'
import { checkBits } from '../runtime/limits.ts'
import { machine } from '../runtime/machine.ts'
import { makeFunction } from '../values/callable.ts'
import type { JsFunction } from '../values/js_function.ts'

let shared: { version: 2 | 3; random: PythonRandom } | undefined

/** The module's generator, by the rules of the running program's Python. */
function generator(): PythonRandom {
  if (shared?.version !== machine.version)
    shared = { version: machine.version, random: new PythonRandom(null, machine.version) }
  return shared.random
}

const NAMES = Object.getOwnPropertyNames(PythonRandom.prototype).filter(name => name !== 'constructor')

export const RANDOM: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    NAMES.map(name => [
      name,
      makeFunction(
        name,
        (args, keywords) => {
          if (name === 'getrandbits') checkBits(requireIndex(args[0] ?? keywords?.get('k')))
          return callForeign(
            (generator() as unknown as Record<string, JsFunction>)[name] as JsFunction,
            generator(),
            args,
            keywords,
          )
        },
        false,
      ),
    ]),
  ),
  Random: PythonRandom,
}
