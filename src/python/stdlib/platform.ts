/** errno, platform, timeit, getpass, the name of the machine, inspect: the little that programs use of them. */
import { hostname, userInfo } from 'node:os'
import { TypeError } from '../../errors/index.ts'
import { call } from '../objects/call.ts'
import { classOf } from '../objects/class_of.ts'
import { optionalIndex } from '../objects/convert.ts'
import { PyGenerator } from '../objects/generator.ts'
import { machine } from '../objects/machine.ts'
import { TYPE } from '../objects/object_type.ts'
import { SYSTEM_ERRORS } from '../objects/system_errors.ts'
import { isCallable, native } from '../objects/values/callable.ts'
import { pythonClassOf } from '../objects/values/class.ts'
import { definitionOf } from '../objects/values/definition.ts'
import { PyModule } from '../objects/values/module.ts'
import { float, int } from '../objects/values/numbers.ts'
import { makeNamedTuple, PyTuple, tuple } from '../objects/values/tuple.ts'
import { typeName } from '../objects/values/type.ts'
import { defineNamedTuple } from './collections.ts'

export const ERRNO: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(SYSTEM_ERRORS).map(([name, [number]]) => [name, int(number)]),
)

const pythonVersion = (): string => (machine.version === 2 ? '2.7.18' : '3.5.2')

export const PLATFORM: Readonly<Record<string, unknown>> = {
  system: native('system()', () => 'Linux'),
  node: native('node()', () => hostname()),
  machine: native('machine()', () => 'x86_64'),
  platform: native('platform(aliased=0, terse=0)', () => 'Linux-x86_64'),
  python_version: native('python_version()', pythonVersion),
  python_version_tuple: native('python_version_tuple()', () => tuple(...pythonVersion().split('.'))),
  python_implementation: native('python_implementation()', () => 'CPython'),
}

const timer = native('default_timer()', () => float(performance.now() / 1000))

export const TIMEIT: Readonly<Record<string, unknown>> = {
  default_timer: timer,
  timeit: native(
    "timeit(stmt='pass', setup='pass', timer=None, number=1000000)",
    (body: unknown, _: unknown, __: unknown, count: unknown) => {
      if (!isCallable(body)) throw new TypeError('stmt is neither a string nor callable')
      const begin = performance.now()
      for (let left = optionalIndex(count) ?? 1; left > 0; left--) call(body, [], null)
      return float((performance.now() - begin) / 1000)
    },
  ),
}

export const GETPASS: Readonly<Record<string, unknown>> = { getuser: native('getuser()', () => userInfo().username) }

export const SOCKET: Readonly<Record<string, unknown>> = { gethostname: native('gethostname()', () => hostname()) }

const ARG_SPEC = defineNamedTuple('ArgSpec', ['args', 'varargs', 'keywords', 'defaults'])

export const INSPECT: Readonly<Record<string, unknown>> = {
  getargspec: native('getargspec(func)', (fn: unknown) => {
    const { boundTo } = fn as { boundTo?: { fn: unknown } }
    const definition = definitionOf(boundTo?.fn ?? fn)
    if (!definition) throw new TypeError(`${typeName(fn)} is not a Python function`)
    const { names, positional, rest, keywords } = definition.code
    const defaults = definition.defaults.slice(0, positional).filter(value => value !== undefined)
    return makeNamedTuple(ARG_SPEC, [
      names.slice(0, positional),
      rest,
      keywords,
      defaults.length > 0 ? PyTuple.from_items(defaults) : null,
    ])
  }),
  isclass: native('isclass(object)', (value: unknown) => classOf(value) === TYPE),
  isfunction: native(
    'isfunction(object)',
    (value: unknown) => definitionOf(value) !== undefined && !pythonClassOf(value),
  ),
  isgenerator: native('isgenerator(object)', (value: unknown) => value instanceof PyGenerator),
  ismodule: native('ismodule(object)', (value: unknown) => value instanceof PyModule),
}
