/** The loops as functions of WebAssembly. */
import type { Storage } from '../../../tensor/compiled_loops.ts'
import type { VectorBinary, VectorUnary } from '../../../tensor/vector_loops.ts'
import { type FunctionBuilder, type Local, ModuleBuilder } from '../assembler/module.ts'
import type { Opcode } from '../assembler/opcodes.ts'
import { isConverted, isFloat, isRead, pushElements, pushFlags, SIZES, shapeOf, TURN, vectorsOf } from './elements.ts'
import { binaryCode, isComparison, unaryCode } from './operations.ts'

/** A module of one function `run`, whose parameters are all i32; with a result of type `result`. */
function moduleOf(
  params: number,
  body: (f: FunctionBuilder, module: ModuleBuilder) => void,
  result?: 'f64',
): ModuleBuilder {
  const module = new ModuleBuilder({ simd: 'plain', shared: false })
  const run = module.function(new Array<'i32'>(params).fill('i32'), result ? [result] : [], f => body(f, module))
  module.export('run', run)
  return module
}

/** Repeats `body` as often as `times` says, at least once. */
function repeat(f: FunctionBuilder, times: Local, body: () => void): void {
  f.loop(again => {
    body()
    f.br_if(again, f.tee(times, f.op('i32.sub', f.get(times), f.i32(1))))
  })
}
const advance = (f: FunctionBuilder, address: Local, step: Local): void =>
  f.set(address, f.op('i32.add', f.get(address), f.get(step)))

/** (a, its bytes in a turn or 0, b, its bytes, out, turns). */
export function binaryModule(
  operation: VectorBinary,
  [a, b, out]: readonly [Storage, Storage, Storage],
): ModuleBuilder | undefined {
  const compares = isComparison(operation)
  // what is compared is read as doubles where both are not the same
  const work = !compares ? out : a === b ? a : 'f8'
  const code = binaryCode(operation, work)
  if (code === undefined || (compares && out !== 'u1') || !isRead(a, work) || !isRead(b, work)) return undefined
  return moduleOf(6, f => {
    const [A, A_STEP, B, B_STEP, OUT, TURNS] = [0, 1, 2, 3, 4, 5] as const
    const [x, y] = f.locals('v128', 2)
    const result = (index: number): undefined => {
      f.set(x, pushElements(f, A, a, work, index))
      f.set(y, pushElements(f, B, b, work, index))
      code(f, x, y)
    }
    repeat(f, TURNS, () => {
      if (compares) f.store('v128.store', f.get(OUT), pushFlags(f, work, result))
      else
        for (let index = 0; index < vectorsOf(out); index++)
          f.store('v128.store', f.get(OUT), result(index), 16 * index)
      advance(f, A, A_STEP)
      advance(f, B, B_STEP)
      f.increment(OUT, TURN * SIZES[out])
    })
  })
}

/** (a, out, turns). */
export function unaryModule(operation: VectorUnary, [a, out]: readonly [Storage, Storage]): ModuleBuilder | undefined {
  const code = unaryCode(operation, out)
  if (code === undefined || !(operation === 'copy' ? isConverted(a, out) : isRead(a, out))) return undefined
  return moduleOf(3, f => {
    const [A, OUT, TURNS] = [0, 1, 2] as const
    const x = f.local('v128')
    repeat(f, TURNS, () => {
      for (let index = 0; index < vectorsOf(out); index++) {
        f.set(x, pushElements(f, A, a, out, index))
        f.store('v128.store', f.get(OUT), code(f, x) as undefined, 16 * index)
      }
      f.increment(A, TURN * SIZES[a])
      f.increment(OUT, TURN * SIZES[out])
    })
  })
}

/** (flags, a, its bytes in a turn or 0, b, its bytes, out, turns). */
export function choiceModule(storage: Storage): ModuleBuilder {
  return moduleOf(7, f => {
    const [FLAGS, A, A_STEP, B, B_STEP, OUT, TURNS] = [0, 1, 2, 3, 4, 5, 6] as const
    const flags = f.local('v128')
    const bytes = 16 / SIZES[storage]
    repeat(f, TURNS, () => {
      f.set(flags, f.op('i8x16.ne', f.load('v128.load', f.get(FLAGS)), f.bytes([])))
      for (let index = 0; index < vectorsOf(storage); index++) {
        f.store(
          'v128.store',
          f.get(OUT),
          f.op(
            'v128.bitselect',
            f.load('v128.load', f.get(A), 16 * index),
            f.load('v128.load', f.get(B), 16 * index),
            // each byte as often as the element has bytes
            f.shuffle(
              Array.from({ length: 16 }, (_, i) => index * bytes + Math.floor(i / SIZES[storage])),
              f.get(flags),
              f.get(flags),
            ),
          ),
          16 * index,
        )
      }
      f.increment(FLAGS, TURN)
      advance(f, A, A_STEP)
      advance(f, B, B_STEP)
      f.increment(OUT, TURN * SIZES[storage])
    })
  })
}

/** Numbers that are added in eight running sums; more are halved. */
const BLOCK = 128

/** (from, count) → the sum of at least eight floats. Both halves of what is longer than a block are summed by themselves. */
export function sumModule(storage: 'f4' | 'f8'): ModuleBuilder {
  const [shape, type, size] = storage === 'f8' ? (['f64x2', 'f64', 8] as const) : (['f32x4', 'f32', 4] as const)
  const module = new ModuleBuilder({ simd: 'plain', shared: false })
  const [FROM, COUNT] = [0, 1] as const
  const run = module.function(['i32', 'i32'], [type], f => {
    const vectors = (8 * size) / 16
    const sums = f.locals('v128', vectors)
    const [end, half] = f.locals('i32', 2)
    const sum = f.local(type)
    const number = (offset = 0): undefined => f.load(`${type}.load`, f.get(FROM), offset)
    const lane = (i: number): undefined =>
      f.lane(`${shape}.extract_lane`, i % (16 / size), f.get(sums[Math.floor((i * size) / 16)] as Local))
    const total = (from: number, count: number): undefined => {
      if (count === 1) return lane(from)
      total(from, count / 2)
      total(from + count / 2, count / 2)
      f.op(`${type}.add`)
    }
    f.if(f.op('i32.gt_u', f.get(COUNT), f.i32(BLOCK)), () => {
      f.set(half, f.op('i32.and', f.op('i32.shr_u', f.get(COUNT), f.i32(1)), f.i32(-8)))
      f.call(0, f.get(FROM), f.get(half))
      f.op('i32.add', f.get(FROM), f.op('i32.mul', f.get(half), f.i32(size)))
      f.call(0, undefined, f.op('i32.sub', f.get(COUNT), f.get(half)))
      f.return(f.op(`${type}.add`))
    })
    f.set(end, f.op('i32.add', f.get(FROM), f.op('i32.mul', f.get(COUNT), f.i32(size))))
    for (const [i, vector] of sums.entries()) f.set(vector, f.load('v128.load', f.get(FROM), 16 * i))
    f.increment(FROM, 8 * size)
    f.block(done =>
      f.loop(again => {
        f.br_if(done, f.op('i32.gt_u', f.op('i32.add', f.get(FROM), f.i32(8 * size)), f.get(end)))
        for (const [i, vector] of sums.entries())
          f.set(vector, f.op(`${shape}.add`, f.get(vector), f.load('v128.load', f.get(FROM), 16 * i)))
        f.increment(FROM, 8 * size)
        f.br(again)
      }),
    )
    f.set(sum, total(0, 8))
    f.block(done =>
      f.loop(again => {
        f.br_if(done, f.op('i32.ge_u', f.get(FROM), f.get(end)))
        f.set(sum, f.op(`${type}.add`, f.get(sum), number()))
        f.increment(FROM, size)
        f.br(again)
      }),
    )
    f.get(sum)
  })
  module.export('run', run)
  return module
}

/** (from, bytes of a row, rows, out, turns): the rows are added to out, one after the other. What stands behind a row may be added behind out. */
export function addRowsModule(storage: 'f4' | 'f8' | 'i8'): ModuleBuilder {
  const add = `${shapeOf(storage)}.add` as Opcode
  return moduleOf(5, f => {
    const [FROM, ROW, ROWS, OUT, TURNS] = [0, 1, 2, 3, 4] as const
    const [from, out, turns] = f.locals('i32', 3)
    repeat(f, ROWS, () => {
      f.set(from, f.get(FROM))
      f.set(out, f.get(OUT))
      f.set(turns, f.get(TURNS))
      repeat(f, turns, () => {
        for (let index = 0; index < vectorsOf(storage); index++) {
          f.get(out)
          f.op(add, f.load('v128.load', f.get(out), 16 * index), f.load('v128.load', f.get(from), 16 * index))
          f.store('v128.store', undefined, undefined, 16 * index)
        }
        f.increment(from, TURN * SIZES[storage])
        f.increment(out, TURN * SIZES[storage])
      })
      advance(f, FROM, ROW)
    })
  })
}

/** (from, turns, out): a vector of the largest or smallest elements, of which each lane has seen its share. */
export function extremeModule(storage: Storage, largest: boolean): ModuleBuilder | undefined {
  const short = largest ? 'max' : 'min'
  const code = isFloat(storage)
    ? (f: FunctionBuilder, x: Local, y: Local): void =>
        f.op(`${shapeOf(storage)}.${short}` as Opcode, f.get(x), f.get(y))
    : binaryCode(largest ? 'maximum' : 'minimum', storage)
  if (code === undefined) return undefined
  return moduleOf(3, f => {
    const [FROM, TURNS, OUT] = [0, 1, 2] as const
    const bests = f.locals('v128', Math.min(4, vectorsOf(storage)))
    const next = f.local('v128')
    for (const best of bests) f.set(best, f.load('v128.load', f.get(FROM)))
    repeat(f, TURNS, () => {
      for (let index = 0; index < vectorsOf(storage); index++) {
        const best = bests[index % bests.length] as Local
        f.set(next, f.load('v128.load', f.get(FROM), 16 * index))
        code(f, best, next)
        f.set(best)
      }
      f.increment(FROM, TURN * SIZES[storage])
    })
    const [first, ...others] = bests as [Local, ...Local[]]
    for (const other of others) {
      code(f, first, other)
      f.set(first)
    }
    f.store('v128.store', f.get(OUT), f.get(first))
  })
}
