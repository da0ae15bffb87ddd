/** While a program runs, messages show its values, and TensorFlow's objects, as Python shows them. */
import { distinguishLists } from '../../calling/nest.ts'
import { describeValues } from '../../calling/python_repr.ts'
import { machine } from '../objects/machine.ts'
import { repr, str } from '../objects/text/repr.ts'
import { PySet } from '../objects/values/set.ts'
import { typeName } from '../objects/values/type.ts'

/** Numbers, texts, lists and dicts are the same in both languages. */
const isData = (value: object): boolean =>
  value instanceof Map ||
  value instanceof String ||
  ArrayBuffer.isView(value) ||
  Object.getPrototypeOf(value) === Object.prototype

/** Sets on their way to tf0 are JavaScript's. */
const ownSet = (value: object): unknown => (value instanceof Set ? new PySet(value) : value)

export function installDescriptions(): void {
  distinguishLists(() => machine.current !== null)
  describeValues(value =>
    machine.current === null || isData(value)
      ? undefined
      : { repr: () => repr(ownSet(value)), str: () => str(ownSet(value)), typeName: () => typeName(value) },
  )
}
