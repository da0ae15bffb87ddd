import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../../src/kernels/wasm/assembler/byte_writer.ts'
import type { FunctionBuilder, ValueType } from '../../src/kernels/wasm/assembler/function_builder.ts'
import { ModuleBuilder, THREAD, THREADS } from '../../src/kernels/wasm/assembler/module.ts'
import {
  LANES,
  type LaneOpcode,
  LOADS,
  type LoadOpcode,
  OPCODES,
  type Opcode,
  STORES,
  type StoreOpcode,
} from '../../src/kernels/wasm/assembler/opcodes.ts'

const TYPES: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128']

/** A module whose only function takes `params` and leaves what `body` leaves. */
function bytesOf(
  params: readonly ValueType[],
  results: readonly ValueType[],
  body: (f: FunctionBuilder) => void,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.export('main', module.function(params, results, body))
  return module.toBytes()
}

function run(
  params: readonly ValueType[],
  results: readonly ValueType[],
  body: (f: FunctionBuilder) => void,
  ...args: number[]
): number {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(params, results, body)), {
    env: { memory },
  })
  return (exports['main'] as (...args: number[]) => number)(...args)
}

/** Lists of operand types, by length. */
function* operandLists(): Generator<ValueType[]> {
  for (const a of TYPES) yield [a]
  for (const a of TYPES) for (const b of TYPES) yield [a, b]
  for (const a of TYPES) yield [a, a, a]
  yield ['v128', 'v128', 'v128']
}

const valid = (params: readonly ValueType[], result: ValueType, body: (f: FunctionBuilder) => void): boolean =>
  WebAssembly.validate(
    bytesOf(params, [result], f => {
      for (const index of params.keys()) f.get(index)
      body(f)
    }),
  )

describe('instructions', () => {
  const plain = Object.keys(OPCODES).filter(name => name.includes('.')) as Opcode[]
  it.each(plain)('%s is valid for operands of some type, and gives the type of its name', name => {
    const [prefix = '', operation = ''] = name.split('.')
    const boolean =
      prefix.includes('x') || prefix === 'v128' ? /all_true|any_true|bitmask/ : /^(eqz?|ne|[lg][te](_[su])?)$/
    const result = boolean.test(operation) ? 'i32' : prefix.includes('x') ? 'v128' : (prefix as ValueType)
    expect([...operandLists()].some(params => valid(params, result, f => f.op(name)))).toBe(true)
  })

  it('loads, stores and lanes are valid', () => {
    for (const name of Object.keys(LOADS) as LoadOpcode[])
      expect(
        valid(['i32'], name.split('.')[0] as ValueType, f => f.load(name, undefined, 70_000)),
        name,
      ).toBe(true)
    for (const name of Object.keys(STORES) as StoreOpcode[]) {
      expect(
        WebAssembly.validate(
          bytesOf(['i32', name.split('.')[0] as ValueType], [], f => f.store(name, f.get(0), f.get(1), 8)),
        ),
        name,
      ).toBe(true)
    }
    for (const name of Object.keys(LANES) as LaneOpcode[]) {
      const element = { i8x16: 'i32', i16x8: 'i32', i32x4: 'i32', i64x2: 'i64', f32x4: 'f32', f64x2: 'f64' }[
        name.split('.')[0] ?? ''
      ] as ValueType
      const [params, result] = name.includes('replace')
        ? [['v128', element] as const, 'v128' as const]
        : [['v128'] as const, element]
      expect(
        valid(params, result, f => f.lane(name, 1)),
        name,
      ).toBe(true)
    }
  })
})

describe('numbers', () => {
  it.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 2 ** 31 - 1, -(2 ** 31), 0xd2511f53])('%i as i32 and i64', value => {
    expect(run([], ['i32'], f => f.i32(value))).toBe(value | 0)
    expect(run([], ['i32'], f => f.op('i32.wrap_i64', f.op('i64.shr_s', f.i64(BigInt(value) << 20n), f.i64(20))))).toBe(
      value | 0,
    )
  })
  it('unsigned lengths', () => {
    const writer = new ByteWriter(1)
    writer.u32(0xffffffff)
    writer.u32(300)
    expect([...writer.bytes.subarray(0, writer.length)]).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f, 0xac, 0x02])
  })
  it('floats', () => {
    expect(run([], ['f64'], f => f.f64(-1.5e300))).toBe(-1.5e300)
    expect(run([], ['f32'], f => f.f32(0.1))).toBe(Math.fround(0.1))
  })
})

describe('control', () => {
  it('loops count, branches leave', () => {
    const sum = (end: number | undefined) =>
      run(
        ['i32'],
        ['i32'],
        f => {
          const [i, total] = f.locals('i32', 2) as [number, number]
          f.for(i, 2, end ?? { local: 0 }, 3, () => f.set(total, f.op('i32.add', f.get(total), f.get(i))))
          f.get(total)
        },
        12,
      )
    expect(sum(undefined)).toBe(2 + 5 + 8 + 11)
    expect(sum(6)).toBe(7)
    expect(sum(2)).toBe(0)
  })

  it('if with a value, and nested blocks', () => {
    const grade = (x: number) =>
      run(
        ['i32'],
        ['i32'],
        f => {
          f.block(out => {
            f.loop(again => {
              f.if(f.op('i32.gt_s', f.get(0), f.i32(9)), () => f.br(out))
              f.increment(0, 4)
              f.br(again)
            })
          })
          f.if(
            f.op('i32.eq', f.get(0), f.i32(10)),
            () => f.i32(1),
            () => f.i32(2),
            'i32',
          )
        },
        x,
      )
    expect([grade(2), grade(3), grade(50)]).toEqual([1, 2, 2])
  })

  it('shares cover everything once, in order, at multiples of the grain', () => {
    for (const [total, grain] of [
      [1, 16],
      [100, 16],
      [1000, 1],
      [7, 3],
      [2 ** 31 - 5, 16],
    ] as const) {
      for (const threads of [1, 2, 3, 8, 64]) {
        let end = 0
        for (let thread = 0; thread < threads; thread++) {
          const edge = (which: 'begin' | 'end') =>
            run(
              ['i32', 'i32', 'i32', 'i32'],
              ['i32'],
              f => {
                const share = f.share(THREAD, THREADS, total, grain)
                f.get(share[which])
              },
              0,
              0,
              thread,
              threads,
            )
          expect(edge('begin')).toBe(end)
          end = edge('end')
          expect(end === total || end % grain === 0).toBe(true)
        }
        expect(end).toBe(total)
      }
    }
  })
})

describe('modules', () => {
  it('number functions by their beginning, also when one is made inside another', () => {
    const module = new ModuleBuilder()
    let inner = 0
    const outer = module.function([], ['i32'], f => {
      inner = module.once('inner', () => module.function([], ['i32'], g => g.i32(20)))
      f.op('i32.add', f.call(inner), f.i32(3))
    })
    expect(module.once('inner', () => -1)).toBe(inner)
    module.export('outer', outer)
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })
    expect((exports['outer'] as () => number)()).toBe(23)
  })

  it('roll back to a mark', () => {
    const module = new ModuleBuilder()
    const keep = (value: number): number => module.function([], ['i32'], f => f.i32(value))
    keep(1)
    const before = module.toBytes()
    const mark = module.mark()
    module.function([], ['i32'], f => {
      module.once('helper', () => keep(5))
      f.i32(9)
    })
    module.rollback(mark)
    expect(module.toBytes()).toEqual(before)
    expect(module.once('helper', () => keep(6))).toBe(1)
  })

  it('reuse locals that were freed', () => {
    expect(
      run([], ['i32'], f => {
        const a = f.let('i32', f.i32(4))
        f.free('i32', a)
        const b = f.let('i32', f.i32(5))
        expect(b).toBe(a)
        f.get(b)
      }),
    ).toBe(5)
  })
})
