/** The types of an op's attributes, read from how it declares them: `strides: list(int)` is `readonly number[]`. */
import type { DType } from '../tensor/dtypes.ts'
import type { TensorShape } from '../tensor/tensor_shape.ts'
import type { Operation } from './operation.ts'
import type { AttrValue, FunctionValue, TensorValue } from './serialize/attrs.ts'

/** The names of attributes, with their types. */
export type AttrTable = Readonly<Record<string, AttrValue | undefined>>

interface Kinds {
  readonly int: number
  readonly int32: number
  readonly int64: number | bigint
  readonly float: number
  readonly bool: boolean
  readonly string: string
  readonly shape: TensorShape
  readonly tensor: TensorValue
  readonly func: FunctionValue
}

/** The strings in `'SAME', 'VALID'`. */
type Quoted<Text extends string> = Text extends `'${infer First}', ${infer Rest}`
  ? First | Quoted<Rest>
  : Text extends `'${infer Last}'`
    ? Last
    : string

/** Kinds that are not listed are sets of types. */
type ItemType<Kind extends string> = Kind extends keyof Kinds
  ? Kinds[Kind]
  : Kind extends `{${infer Allowed}}`
    ? Allowed extends `'${string}`
      ? Quoted<Allowed>
      : DType
    : DType

type AttrType<Spec extends string> = Spec extends `list(${infer Item})${string}`
  ? readonly ItemType<Item>[]
  : Spec extends `{${infer Allowed}}${string}`
    ? ItemType<`{${Allowed}}`>
    : Spec extends `${infer Kind} ${string}`
      ? ItemType<Kind>
      : ItemType<Spec>

/** The table of the attributes that are declared so; of declarations that are not known as text, any name. */
export type AttrsOf<Specs extends readonly string[]> = string extends Specs[number]
  ? AttrTable
  : {
      readonly [Spec in Specs[number] as Spec extends `${infer Name}:${string}` ? Name : never]: AttrType<
        SpecText<Spec>
      >
    }
type SpecText<Spec extends string> = Spec extends `${string}: ${infer Text}` ? Text : never

/** A node of an op whose attributes are known. */
export interface OperationOf<Attrs extends AttrTable> extends Operation {
  attr<Name extends keyof Attrs & string>(name: Name): Attrs[Name]
}
