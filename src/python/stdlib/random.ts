/** random. */

import { TypeError, ValueError } from '../../errors/index.ts'
import { PythonRandom } from '../../np/python_random.ts'
import { equals } from '../objects/compare.ts'
import { requireIndex, toFloat } from '../objects/convert.ts'
import { adapt, callForeign } from '../objects/foreign_calls.ts'
import { toArray } from '../objects/iteration.ts'
import { checkBits } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { makeFunction } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { declareMembers } from '../objects/values/members.ts'
import { float, int } from '../objects/values/numbers.ts'
import { bound, PYTHON_WORDING, parseSignature } from '../objects/values/signature.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'

let shared: { version: 2 | 3; random: PythonRandom } | undefined

/** The module's generator, by the rules of the running program's Python. */
function generator(): PythonRandom {
  if (shared?.version !== machine.version)
    shared = { version: machine.version, random: new PythonRandom(null, machine.version) }
  return shared.random
}

/** Seeds the module's generator. */
export const seedRandom = (seed: number): void => generator().seed(seed)

declareMembers(
  PythonRandom,
  'betavariate choice expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate paretovariate randint random randrange ' +
    'sample seed setstate shuffle triangular uniform vonmisesvariate weibullvariate',
)

/** Python's version of the form of states. */
const STATE_VERSION = 3
const WORDS = 624

const GETSTATE = parseSignature('getstate(self)', PYTHON_WORDING)
const SETSTATE = parseSignature('setstate(self, state)', PYTHON_WORDING)

// the state as Python shows it: the version of its form, the words with the position among them, what `gauss` keeps
adapt(PythonRandom.prototype.getstate, (self, args, keywords) => {
  bound(GETSTATE, [self, ...args], keywords)
  const [, key, position, next] = (self as PythonRandom).getstate()
  return tuple(int(STATE_VERSION), PyTuple.from_items([...key, position].map(int)), next === null ? null : float(next))
})

adapt(PythonRandom.prototype.setstate, (self, args, keywords) => {
  const [version, words, next] = toArray(bound(SETSTATE, [self, ...args], keywords)[1])
  if (!equals(version, int(STATE_VERSION)))
    throw new ValueError(`state with version ${str(version)} passed to Random.setstate() of version ${STATE_VERSION}`)
  if (!(words instanceof PyTuple)) throw new TypeError('state vector must be a tuple')
  if (words.length !== WORDS + 1) throw new ValueError('state vector is the wrong size')
  const [key, position] = [Uint32Array.from(words.slice(0, WORDS), requireIndex), requireIndex(words.at(WORDS))]
  if (!(position >= 0 && position <= WORDS)) throw new ValueError('invalid state')
  ;(self as PythonRandom).setstate([machine.version, key, position, next === null ? null : toFloat(next).value])
  return null
})

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
