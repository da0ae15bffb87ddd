/**
 * Random numbers by Philox4x32-10, bit for bit those of tensor/random (which explains the algorithms). Operands:
 * - random_uniform, random_standard_normal, truncated_normal: state → float32 of any shape.
 * - random_uniform_int: state, minval, maxval (scalars) → int32. An empty range fails the step: code 1, details minval and maxval.
 *
 * `state`, int32 [6], is the generator's place at this run: four words of counter, two of key. Whoever runs the plan writes it and
 * moves its own generator on. The lower half of the counter is taken to have room for this run's blocks; it starts at 0 in
 * every session.
 *
 * Four blocks are made at a time, one a lane. What the reference computes in double precision is computed in double precision, so that
 * normals are its normals and rejections of truncated normals never fall differently.
 */
import type { FunctionBuilder, Local } from './assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './assembler/module.ts'
import { withConstants } from './elementwise/vector_expression.ts'
import { log } from './math/log.ts'
import { sincosFloat } from './math/sincos.ts'
import { storeLanes } from './product/gemm.ts'
import { type Operand, type Phase, STATUS, type Step, type WasmKernel } from './step.ts'

/** Code of the failure of `random_uniform_int`. */
export const EMPTY_RANGE = 1

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85
const ROUNDS = 10

/** Elements of four blocks. */
const GROUP = 16
/** Truncated normals lie strictly within this; values of a group of them, and blocks that each group may use. */
const CUT = 2
const TRUNCATED_GROUP = 4
const TRUNCATED_BLOCKS = 256

/** Nanoseconds an element, for costs. */
const COST = { uniform: 2, int: 3.5, normal: 7, truncated: 14 }

/** Four vectors, one for each word of a block. */
export type Four = readonly [Local, Local, Local, Local]

/** (state, block: i64) → four vectors: word w of block `block` + `stride` · lane in lane `lane` of result w. */
function philox(module: ModuleBuilder, stride: number): number {
  return module.once(`philox${stride}`, () =>
    module.function(['i32', 'i64'], ['v128', 'v128', 'v128', 'v128'], f => {
      const [state, block] = [0, 1]
      const splat = (offset: number): Local => f.let('v128', f.load('v128.load32_splat', f.get(state), offset))
      const first = f.let('i64', f.op('i64.add', f.get(block), f.load('i64.load', f.get(state))))
      const counters = [0, 2].map(lane => {
        f.op('i64x2.splat', f.op('i64.add', f.get(first), f.i64(lane * stride)))
        return f.let('v128', f.op('i64x2.add', undefined, f.i32x4(0, 0, stride, 0)))
      }) as [Local, Local]
      const x0 = f.let('v128', f.shuffle32([0, 2, 4, 6], f.get(counters[0]), f.get(counters[1])))
      const x1 = f.let('v128', f.shuffle32([1, 3, 5, 7], f.get(counters[0]), f.get(counters[1])))
      const [x2, x3, k0, k1] = [splat(8), splat(12), splat(16), splat(20)]
      const m0 = f.let('v128', f.i32x4(M0 | 0))
      const m1 = f.let('v128', f.i32x4(M1 | 0))
      const [low, high, low0, high0, low1, high1] = f.locals('v128', 6)
      const product = (x: Local, factor: Local, toLow: Local, toHigh: Local): void => {
        f.set(low, f.op('i64x2.extmul_low_i32x4_u', f.get(x), f.get(factor)))
        f.set(high, f.op('i64x2.extmul_high_i32x4_u', f.get(x), f.get(factor)))
        f.set(toLow, f.shuffle32([0, 2, 4, 6], f.get(low), f.get(high)))
        f.set(toHigh, f.shuffle32([1, 3, 5, 7], f.get(low), f.get(high)))
      }
      for (let round = 0; round < ROUNDS; round++) {
        product(x0, m0, low0, high0)
        product(x2, m1, low1, high1)
        f.set(x0, f.op('v128.xor', f.op('v128.xor', f.get(high1), f.get(x1)), f.get(k0)))
        f.set(x1, f.get(low1))
        f.set(x2, f.op('v128.xor', f.op('v128.xor', f.get(high0), f.get(x3)), f.get(k1)))
        f.set(x3, f.get(low0))
        if (round === ROUNDS - 1) break
        f.set(k0, f.op('i32x4.add', f.get(k0), f.i32x4(W0 | 0)))
        f.set(k1, f.op('i32x4.add', f.get(k1), f.i32x4(W1 | 0)))
      }
      for (const word of [x0, x1, x2, x3]) f.get(word)
    }),
  )
}

/** Emits the words of four blocks from `block` (an i64), `stride` apart. */
export function words(
  module: ModuleBuilder,
  f: FunctionBuilder,
  state: Local,
  block: () => void,
  into: Four,
  stride = 1,
): void {
  f.get(state)
  block()
  f.call(philox(module, stride))
  for (const local of into.toReversed()) f.set(local)
}

/** Words to floats in [0, 1): 23 bits behind the point. */
export function unit(f: FunctionBuilder, word: Local): void {
  f.op('v128.or', f.op('v128.and', f.get(word), f.i32x4(0x7fffff)), f.i32x4(127 << 23))
  f.set(word, f.op('f32x4.sub', undefined, f.f32x4(1)))
}

/** Lanes to rows: afterwards vector i holds what lane i of the four held. */
export function transpose(f: FunctionBuilder, vectors: Four): void {
  const halves = f.locals('v128', 4)
  for (const [h, half] of halves.entries()) {
    const low = (h & 1) * 2
    f.set(
      half,
      f.shuffle32(
        [low, low + 4, low + 1, low + 5],
        f.get(vectors[h & 2] as Local),
        f.get(vectors[(h & 2) + 1] as Local),
      ),
    )
  }
  for (const [i, vector] of vectors.entries()) {
    const first = (i & 1) * 2
    f.set(
      vector,
      f.shuffle32(
        [first, first + 1, first + 4, first + 5],
        f.get(halves[i >> 1] as Local),
        f.get(halves[(i >> 1) + 2] as Local),
      ),
    )
  }
  f.free('v128', ...halves)
}

/** (first words, second words) → (sin, cos)-normals of Box and Muller, float32. */
function boxMuller(module: ModuleBuilder): number {
  return module.once('box_muller', () =>
    module.function(['v128', 'v128'], ['v128', 'v128'], f => {
      const [a, b] = [0, 1]
      unit(f, a)
      unit(f, b)
      // keeps the logarithm finite
      f.set(a, f.op('f32x4.max', f.get(a), f.f32x4(1e-7)))
      const results = f.locals('v128', 2)
      withConstants(f, m => {
        const [low, high] = m
          .promote(a)
          .map(u => m.op1('f64x2.sqrt', m.op2('f64x2.mul', log(m, 'f64x2', u), m.constant('f64x2', -2)))) as [
          Local,
          Local,
        ]
        const radius = m.demote(low, high)
        const [turnsLow, turnsHigh] = m
          .promote(b)
          .map(turns => m.op2('f64x2.mul', turns, m.constant('f64x2', 2 * Math.PI))) as [Local, Local]
        const parts = sincosFloat(m, m.demote(turnsLow, turnsHigh))
        for (const [i, part] of parts.entries()) m.f.set(results[i] as Local, m.f.get(m.op2('f32x4.mul', part, radius)))
      })
      for (const result of results) f.get(result)
    }),
  )
}

/** Words to normals: a block's four words give its four numbers. */
function boxMullers(module: ModuleBuilder, f: FunctionBuilder, [x0, x1, x2, x3]: Four): void {
  for (const [first, second] of [
    [x0, x1],
    [x2, x3],
  ] as const) {
    f.call(boxMuller(module), f.get(first), f.get(second))
    f.set(second)
    f.set(first)
  }
}

export const elementsOf = (operand: Operand): number => operand.shape.reduce((product, n) => product * n, 1)

/** A phase that makes 16 elements at a time; `make` turns the words of four blocks, one a lane, into elements. */
function inGroups(
  module: ModuleBuilder,
  step: Step,
  cost: number,
  make: (f: FunctionBuilder, vectors: Four) => void,
  prepare?: (f: FunctionBuilder) => void,
): Phase {
  const [state, output] = [step.inputs[0] as Operand, step.outputs[0] as Operand]
  const elements = elementsOf(output)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, elements, GROUP)
    const at = f.let('i32', f.address(state.place, ARENA, TABLE))
    const to = f.let(
      'i32',
      f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.shl', f.get(begin), f.i32(2))),
    )
    const vectors = f.locals('v128', 4)
    prepare?.(f)
    const store = (count: number): void => {
      for (let i = 0; 4 * i < count; i++) storeLanes(f, to, vectors[i] as Local, Math.min(4, count - 4 * i), 16 * i)
    }
    f.for(begin, { local: begin }, { local: end }, GROUP, () => {
      words(module, f, at, () => f.op('i64.extend_i32_u', f.op('i32.shr_u', f.get(begin), f.i32(2))), vectors)
      make(f, vectors)
      transpose(f, vectors)
      if (elements % GROUP === 0) store(GROUP)
      else
        f.if(
          f.op('i32.gt_s', f.get(begin), f.i32(elements - GROUP)),
          () => store(elements % GROUP),
          () => store(GROUP),
        )
      f.increment(to, 4 * GROUP)
    })
  })
  return { function: func, parallel: true, cost: cost * elements }
}

/** A kernel for one element type. Steps without elements make nothing, but the range of integers is checked: the reference kernel does it. */
function randomKernel(
  dtype: 'float32' | 'int32',
  emit: (module: ModuleBuilder, step: Step) => readonly Phase[],
): WasmKernel {
  return {
    emit(module, step) {
      const [state] = step.inputs
      const [output] = step.outputs
      if (state === undefined || output === undefined || output.dtype !== dtype || elementsOf(state) !== 6)
        return undefined
      if (elementsOf(output) > 0) return emit(module, step)
      return dtype === 'int32' ? undefined : []
    },
  }
}

const uniform = randomKernel('float32', (module, step) => [
  inGroups(module, step, COST.uniform, (f, vectors) => {
    for (const vector of vectors) unit(f, vector)
  }),
])

const normal = randomKernel('float32', (module, step) => [
  inGroups(module, step, COST.normal, (f, vectors) => boxMullers(module, f, vectors)),
])

/** (state, first block: i64, address, count) → (): one truncated group, four blocks at a time. */
function truncatedGroup(module: ModuleBuilder): number {
  return module.once('truncated_group', () =>
    module.function(['i32', 'i64', 'i32', 'i32'], [], f => {
      const [state, block, to, count] = [0, 1, 2, 3]
      const stop = f.let('i32', f.op('i32.add', f.get(to), f.op('i32.shl', f.get(count), f.i32(2))))
      const value = f.local('f32')
      const vectors = f.locals('v128', 4)
      f.block(full => {
        f.loop(again => {
          words(module, f, state, () => f.get(block), vectors)
          boxMullers(module, f, vectors)
          transpose(f, vectors)
          for (let i = 0; i < GROUP; i++) {
            f.set(value, f.lane('f32x4.extract_lane', i % 4, f.get(vectors[i >> 2] as Local)))
            f.if(f.op('f32.lt', f.op('f32.abs', f.get(value)), f.f32(CUT)), () => {
              f.store('f32.store', f.get(to), f.get(value))
              f.increment(to, 4)
              f.br_if(full, f.op('i32.eq', f.get(to), f.get(stop)))
            })
          }
          f.set(block, f.op('i64.add', f.get(block), f.i64(4)))
          f.br(again)
        })
      })
    }),
  )
}

/**
 * Each group of four values has its own stretch of blocks and takes candidates within two deviations in order. The first blocks of
 * four groups are made together; where they don't suffice a group is made by itself.
 */
const truncated = randomKernel('float32', (module, step) => {
  const [state, output] = [step.inputs[0] as Operand, step.outputs[0] as Operand]
  const elements = elementsOf(output)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, elements, GROUP)
    const at = f.let('i32', f.address(state.place, ARENA, TABLE))
    const to = f.let(
      'i32',
      f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.shl', f.get(begin), f.i32(2))),
    )
    const [block, full, rest] = [f.local('i64'), f.local('i32'), f.local('i32')]
    const vectors = f.locals('v128', 4)
    const alone = (lane: number, count: () => void): void => {
      f.get(at)
      f.op('i64.add', f.get(block), f.i64(lane * TRUNCATED_BLOCKS))
      f.op('i32.add', f.get(to), f.i32(16 * lane))
      count()
      f.call(truncatedGroup(module))
    }
    f.for(begin, { local: begin }, { local: end }, GROUP, () => {
      f.set(
        block,
        f.op('i64.mul', f.op('i64.extend_i32_u', f.op('i32.shr_u', f.get(begin), f.i32(2))), f.i64(TRUNCATED_BLOCKS)),
      )
      words(module, f, at, () => f.get(block), vectors, TRUNCATED_BLOCKS)
      boxMullers(module, f, vectors)
      for (const [i, vector] of vectors.entries()) {
        f.op('f32x4.lt', f.op('f32x4.abs', f.get(vector)), f.f32x4(CUT))
        if (i > 0) f.op('v128.and')
      }
      f.set(full, f.op('i32x4.bitmask'))
      transpose(f, vectors)
      f.set(rest, f.op('i32.sub', f.get(end), f.get(begin)))
      for (const [lane, vector] of vectors.entries()) {
        const whole = (): void => {
          f.if(
            f.op('i32.and', f.get(full), f.i32(1 << lane)),
            () => storeLanes(f, to, vector, TRUNCATED_GROUP, 16 * lane),
            () => alone(lane, () => f.i32(TRUNCATED_GROUP)),
          )
        }
        if (elements % GROUP === 0) whole()
        else
          f.if(f.op('i32.ge_s', f.get(rest), f.i32(TRUNCATED_GROUP * (lane + 1))), whole, () =>
            f.if(f.op('i32.gt_s', f.get(rest), f.i32(TRUNCATED_GROUP * lane)), () =>
              alone(lane, () => f.op('i32.sub', f.get(rest), f.i32(TRUNCATED_GROUP * lane))),
            ),
          )
      }
      f.increment(to, 4 * GROUP)
    })
  })
  return [{ function: func, parallel: true, cost: COST.truncated * elements }]
})

const uniformInt = randomKernel('int32', (module, step) => {
  const [low, high] = step.inputs.slice(1) as [Operand, Operand]
  const check = module.phase(f => {
    const [lowAt, highAt] = [low, high].map(operand =>
      f.let('i32', f.load('i32.load', f.address(operand.place, ARENA, TABLE))),
    ) as [Local, Local]
    f.if(f.op('i32.ge_s', f.get(lowAt), f.get(highAt)), () => {
      f.store('i32.store', f.get(TABLE), f.i32(EMPTY_RANGE), 4 * STATUS.code)
      f.store('i32.store', f.get(TABLE), f.get(lowAt), 4 * STATUS.detail0)
      f.store('i32.store', f.get(TABLE), f.get(highAt), 4 * STATUS.detail1)
    })
  })
  let start: Local = 0
  let range: Local = 0
  const numbers = inGroups(
    module,
    step,
    COST.int,
    (f, vectors) => {
      for (const vector of vectors) {
        for (let lane = 0; lane < 4; lane++) {
          f.get(vector)
          f.op('i32.rem_u', f.lane('i32x4.extract_lane', lane, f.get(vector)), f.get(range))
          f.set(vector, f.lane('i32x4.replace_lane', lane, undefined, f.op('i32.add', undefined, f.get(start))))
        }
      }
    },
    f => {
      start = f.let('i32', f.load('i32.load', f.address(low.place, ARENA, TABLE)))
      range = f.let('i32', f.op('i32.sub', f.load('i32.load', f.address(high.place, ARENA, TABLE)), f.get(start)))
    },
  )
  return [{ function: check, parallel: false, cost: 5, fails: true }, numbers]
})

export const RANDOM_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['random_uniform', uniform],
  ['random_standard_normal', normal],
  ['truncated_normal', truncated],
  ['random_uniform_int', uniformInt],
]
