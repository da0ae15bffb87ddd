/**
 * Type slots: what values of a class answer when an operator, a built-in function or a statement asks them, where Python's own rules do not
 * say it. The rooms that know arrays and tensors define them; whoever asks knows neither. Slots are inherited as methods are.
 */
import type { BinaryOperator, ComparisonOperator } from '../syntax/ast.ts'
import type { JsFunction } from './values/js_function.ts'

/** `classic` is the division of Python 2: whole for whole numbers. */
export type Operator = BinaryOperator | 'classic'

/** The slots of a class whose instances are `T`. */
export interface Slots<T extends object = object> {
  /** `type(self)`. */
  classOf?: (self: T) => unknown
  /** `type(self).__name__`. */
  typeName?: (self: T) => string
  /** `isinstance(value, self)`, where `self` is a type. */
  isInstance?: (self: T, value: unknown) => boolean
  /** `issubclass(self, of)`, where `self` is a type and `of` no tuple. */
  isSubclass?: (self: T, of: unknown) => boolean
  /** Whether `self` is an instance of one of Python's types of numbers. */
  countsAs?: (self: T, type: 'int' | 'float') => boolean

  /** `str(self)`. */
  str?: (self: T) => string
  /** `format(self, spec)`. */
  format?: (self: T, spec: string) => string
  /** `bool(self)`. */
  truth?: (self: T) => boolean
  /** One of Python's numbers, for `int(self)`, `float(self)` and the like. */
  number?: (self: T) => unknown
  /** The whole number that `self` is as an index; undefined where it is none. */
  index?: (self: T) => number | undefined

  /** `len(self)`. */
  length?: (self: T) => number
  iterate?: (self: T) => Iterator<unknown>
  /** The items for `a, b = self`, where they are not those of the iterator. */
  unpack?: (self: T, count: number) => readonly unknown[]
  /** `self[index]`. */
  getItem?: (self: T, index: unknown) => unknown
  /** `self[index] = item`. */
  setItem?: (self: T, index: unknown, item: unknown) => void
  /** `item in self`. */
  contains?: (self: T, item: unknown) => boolean

  /** The same of a `T` and a plain number or another `T`, which is asked before Python's own rules; undefined for any other operands. */
  numeric?: (operator: Operator | ComparisonOperator, a: unknown, b: unknown) => unknown
  /** `self operator= other`, where that changes `self` and needs no new value; undefined where it does. */
  augment?: (operator: Operator, self: T, other: unknown) => unknown
  /** `a operator b` and comparisons, where one of the operands is a `T`; undefined where neither knows the other. */
  binary?: (operator: Operator | ComparisonOperator, a: unknown, b: unknown) => unknown
  /** `==` and `!=` where one of the operands is a `T`, before Python's rules are asked. */
  equality?: (operator: '==' | '!=', a: unknown, b: unknown) => unknown
  /** `-self`, `~self`, `abs(self)`; undefined where the methods of the object are to be asked. */
  unary?: (operator: string, self: T) => unknown
  /** What `self` becomes by `self operator= other`, given the result of the operator. */
  inPlace?: (operator: Operator, self: T, result: unknown) => unknown

  /** What `with self as …` binds. */
  enter?: (self: T) => unknown
  /** `copy.copy(self)`. */
  copy?: (self: T) => unknown
  /** How a pickle makes `self`: a registered function, its arguments, and the state for `__setstate__`. */
  reduce?: (self: T) => { readonly path: string; readonly args: readonly unknown[]; readonly state?: unknown }

  /** Lets `self`, an instance of a class of the program that extends this one, be initialised by `construct`. */
  adopt?: (self: T, construct: () => unknown) => void
  /** Whether a program sees a property of the class itself that is not declared. */
  showsStatic?: (value: unknown) => boolean

  /** The value as functions that are not the program's take it. */
  toForeign?: (self: T) => unknown
  /** The same within a list. */
  itemToForeign?: (self: T) => unknown
  /** What such a function has given, as a value of the program. */
  fromForeign?: (self: T) => unknown
}

const NONE: Slots = {}
/** On the prototypes of classes that define slots: a property is found faster than an entry of a table. */
const SLOTS: unique symbol = Symbol('slots')
const holders = new Set<object>()
const own = new WeakMap<object, Slots>()
let known = new WeakMap<object, Slots>()

/** Defines slots of a class; those that it has stay. */
export function defineSlots<T extends object>(jsClass: { readonly prototype: T }, slots: Slots<T>): void {
  own.set(jsClass.prototype, { ...own.get(jsClass.prototype), ...(slots as Slots) })
  known = new WeakMap()
  // what every object has would change JavaScript itself
  if (jsClass.prototype !== Object.prototype) holders.add(jsClass.prototype)
  for (const holder of holders)
    Object.defineProperty(holder, SLOTS, { value: slotsOfPrototype(holder), configurable: true })
}

function slotsOfPrototype(prototype: object | null): Slots {
  if (prototype === null) return NONE
  let found = known.get(prototype)
  if (found === undefined) {
    const above = slotsOfPrototype(Object.getPrototypeOf(prototype) as object | null)
    const here = own.get(prototype)
    found = here ? { ...above, ...here } : above
    known.set(prototype, found)
  }
  return found
}

/** The slots of a value whose class defines or inherits some; undefined for others, which have those of all objects. */
export const ownSlots = (value: unknown): Slots | undefined =>
  typeof value === 'object' && value !== null ? (value as { readonly [SLOTS]?: Slots })[SLOTS] : undefined

/** The slots of a value's class, and of the classes above it. */
export const slotsOf = (value: unknown): Slots =>
  ownSlots(value) ??
  (typeof value === 'object' && value !== null ? slotsOfPrototype(Object.getPrototypeOf(value) as object | null) : NONE)

/** The slots that instances of a class have. */
export const slotsOfClass = (jsClass: JsFunction): Slots =>
  slotsOfPrototype((jsClass.prototype as object | undefined) ?? null)
