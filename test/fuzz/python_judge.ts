/** What may reach a program of Python: values of Python's types, and objects of declared classes. */

import { PythonError } from '../../src/errors/index.ts'
import * as tf from '../../src/index.ts'
import { EXCEPTIONS, isException } from '../../src/python/objects/exceptions.ts'
import { isJsClass } from '../../src/python/objects/foreign_calls.ts'
import { isCallable } from '../../src/python/objects/values/callable.ts'
import { programClassOf, pythonClassOf } from '../../src/python/objects/values/class.ts'
import { dynamicOf, isPublicClass, jsClassOf, publicClassOf } from '../../src/python/objects/values/members.ts'
import { PyType, registeredType } from '../../src/python/objects/values/type.ts'

/** Objects of the front end's own that have no members: contexts, markers. */
const WITHOUT_MEMBERS = new Set(
  'PyModule AbsentModule AcceptingModule MainModule SysModule PyType PySuper PyStaticMethod PyClassMethod PyEllipsis ArgScopeContext GeneratorContext Closing RaisesContext Compared Scope NameScope PlainObject'.split(
    ' ',
  ),
)
const MARKERS: ReadonlySet<unknown> = new Set(Object.values(EXCEPTIONS))

const isScope = (value: object): boolean => Symbol.dispose in value

/** Why a value must not be there; undefined where it may. */
export function judge(value: object): string | undefined {
  if (typeof value === 'function') {
    if (isCallable(value) || pythonClassOf(value) || MARKERS.has(value) || !isJsClass(value)) return undefined
    const { prototype } = value as { prototype: object }
    return isPublicClass(value) ||
      prototype === PythonError.prototype ||
      prototype instanceof PythonError ||
      prototype instanceof tf.NodeDef.prototype.constructor.prototype.constructor ||
      Object.getPrototypeOf(value) === Object.getPrototypeOf(tf.NodeDef)
      ? undefined
      : `the class ${value.name}, which is not declared`
  }
  if (programClassOf(value) || isException(value, PythonError)) return undefined
  const jsClass = jsClassOf(value)
  if (jsClass === undefined) return Object.isFrozen(value) ? undefined : 'an object without a class'
  if (
    registeredType(jsClass) ||
    value instanceof PyType ||
    WITHOUT_MEMBERS.has(jsClass.name) ||
    publicClassOf(value) ||
    dynamicOf(value) ||
    isScope(value)
  )
    return undefined
  // subclasses of lists and dicts
  for (let at = Object.getPrototypeOf(jsClass) as unknown; typeof at === 'function'; at = Object.getPrototypeOf(at))
    if (registeredType(at)) return undefined
  return Object.isFrozen(value) && jsClass === Object
    ? undefined
    : `an object of ${jsClass.name}, which is not declared`
}
