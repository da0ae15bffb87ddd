/** The types that declarations give attributes: tsc checks them, here and wherever ops are defined. */
import { expect, expectTypeOf, test } from 'vitest'
import type { AttrsOf } from '../../src/graph/attr_types.ts'
import { type OpSpec, opSpec } from '../../src/graph/op_def.ts'
import type { TensorValue } from '../../src/graph/serialize/attrs.ts'
import type { DType } from '../../src/tensor/dtypes.ts'
import type { TensorShape } from '../../src/tensor/tensor_shape.ts'

const SHARED = ['strides: list(int32) >= 4', "padding: {'SAME', 'VALID'}"] as const

const spec = opSpec({
  attrs: [
    'T: {float, double} = DT_FLOAT',
    'N: int >= 1',
    'seed: int64 = 0',
    'rate: float = 0.5',
    'exclusive: bool',
    "name_of_it: string = ' '",
    'Tlist: list({float, int64}) >= 0 = []',
    'shapes: list(shape)',
    'value: tensor',
    'any: realnumbertype',
    ...SHARED,
  ],
  infer: c => {
    expectTypeOf(c.attr('T')).toEqualTypeOf<DType>()
    expectTypeOf(c.attr('N')).toEqualTypeOf<number>()
    expectTypeOf(c.attr('shapes')).toEqualTypeOf<readonly TensorShape[]>()
    // @ts-expect-error there is none of that name
    c.attr('stride')
    return []
  },
  gradient: op => {
    expectTypeOf(op.attr('exclusive')).toEqualTypeOf<boolean>()
    expectTypeOf(op.attr('Tlist')).toEqualTypeOf<readonly DType[]>()
    // @ts-expect-error there is none of that name
    op.attr('exclusiv')
    return []
  },
  kernel: k => {
    expectTypeOf(k.attr('seed')).toEqualTypeOf<number | bigint>()
    expectTypeOf(k.attr('rate')).toEqualTypeOf<number>()
    expectTypeOf(k.attr('name_of_it')).toEqualTypeOf<string>()
    expectTypeOf(k.attr('value')).toEqualTypeOf<TensorValue>()
    expectTypeOf(k.attr('any')).toEqualTypeOf<DType>()
    // @ts-expect-error there is none of that name
    k.attr('seeed')
    return []
  },
  lower: {
    kind: 'kernel',
    kernel: 'conv2d',
    attrs: node => {
      expectTypeOf(node.attr('strides')).toEqualTypeOf<readonly number[]>()
      expectTypeOf(node.attr('padding')).toEqualTypeOf<'SAME' | 'VALID'>()
      // @ts-expect-error there is none of that name
      node.attr('paddings')
      return {}
    },
  },
})

test('attributes have the types that their declarations say', () => {
  expect(spec.attrs).toHaveLength(12)
  // without attributes there is no name
  opSpec({
    kernel: k => {
      // @ts-expect-error there is none of that name
      k.attr('T')
      return []
    },
  })
  // a helper takes what has the attributes that it reads
  const strideOf = (table: AttrsOf<typeof SHARED>): number => table.strides[0] as number
  expectTypeOf(strideOf).parameter(0).toEqualTypeOf<{
    readonly strides: readonly number[]
    readonly padding: 'SAME' | 'VALID'
  }>()
  // declarations that are not known as text may have any name
  expectTypeOf<AttrsOf<readonly string[]>>().toHaveProperty('anything')
  const general: OpSpec = { kernel: k => (k.attr('anything') === undefined ? [] : []) }
  expect(general).toBeDefined()
})
