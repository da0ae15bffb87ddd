/** random. */

import { PythonRandom } from '../../np/python_random.ts'
import { requireIndex } from '../objects/convert.ts'
import { callForeign } from '../objects/foreign_calls.ts'
import { checkBits } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { makeFunction } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'

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
