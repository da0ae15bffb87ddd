/**
 * Gamma-distributed numbers by Marsaglia and Tsang's method, those of tensor/random/gamma.ts (which explains the use of the stream).
 * - random_gamma: state (int32 [6], see random.ts), alpha → float32 of shape [samples…, ...alpha's].
 *
 * All is computed in double precision and rounded at the end. Four values of the same alpha are made at a time; where one of them is
 * not accepted at its first candidate by the bound without a logarithm, it is made by itself, from the start.
 */
import type { FunctionBuilder, Local } from './assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './assembler/module.ts'
import { vectorPhase } from './elementwise/loops.ts'
import { withConstants } from './elementwise/vector_expression.ts'
import { exp } from './math/exp.ts'
import { log } from './math/log.ts'
import type { VectorMath } from './math/ops.ts'
import { sinOfTurn } from './math/trigonometric.ts'
import { elementsOf, type Four, words } from './random.ts'
import type { Operand, WasmKernel } from './step.ts'

const D = 'f64x2'
/** Blocks that each value has for its rejections. */
const BLOCKS = 256
/** The squeeze that accepts most candidates without a logarithm. */
const SQUEEZE = 0.0331
/** Keeps the logarithm finite. */
const SMALLEST_UNIFORM = 1e-7
/** Values made together. */
const TOGETHER = 4
/** Values that threads don't part: a cache line of results. */
const GRAIN = 16
/** Nanoseconds a value. */
const COST = 70

/** Doubles in [0, 1) of 52 bits: the lower 20 of `high`, then all of `low`; of lanes `lane` and `lane` + 1. */
function unitDoubles(m: VectorMath, high: Local, low: Local, lane: number): Local {
  const bits = m.shuffle32([lane, lane + 4, lane + 1, lane + 5], low, high)
  const fraction = m.op2('v128.and', bits, m.constant('i64x2', 0xfffffffffffffn))
  return m.op2(`${D}.sub`, m.op2('v128.or', fraction, m.constant('i64x2', 0x3ff0000000000000n)), m.constant(D, 1))
}

/** Normals by Box and Muller: the sine's, or with `further` 1 the cosine's. */
function normals(m: VectorMath, uniform: Local, turns: Local, further: 0 | 1): Local {
  return m.scope(() => {
    const u = m.op2(`${D}.max`, uniform, m.constant(D, SMALLEST_UNIFORM))
    const radius = m.op1(`${D}.sqrt`, m.op2(`${D}.mul`, log(m, D, u), m.constant(D, -2)))
    return m.op2(`${D}.mul`, sinOfTurn(m, m.op2(`${D}.mul`, turns, m.constant(D, 2 * Math.PI)), further), radius)
  })
}

/** (state, block: i64) → v128: the two uniforms of a block. */
function blockUniforms(module: ModuleBuilder): number {
  return module.once('block_uniforms', () =>
    module.function(['i32', 'i64'], ['v128'], f => {
      const [state, block] = [0, 1]
      const vectors = f.locals('v128', 4)
      words(module, f, state, () => f.get(block), vectors)
      const result = f.local('v128')
      withConstants(f, m => {
        const [first, second] = [0, 2].map(w => unitDoubles(m, vectors[w] as Local, vectors[w + 1] as Local, 0)) as [
          Local,
          Local,
        ]
        m.assign(result, m.shuffle32([0, 1, 4, 5], first, second))
      })
      f.get(result)
    }),
  )
}

/** A function of doubles in its first lane: (v128) → f64. */
function scalarFunction(module: ModuleBuilder, name: string, body: (m: VectorMath, x: Local) => Local): number {
  return module.once(name, () =>
    module.function(['v128'], ['f64'], f => {
      const result = f.local('v128')
      withConstants(f, m => m.assign(result, body(m, 0)))
      f.lane(`${D}.extract_lane`, 0, f.get(result))
    }),
  )
}

/** The normal of a block's uniforms. */
const blockNormal = (module: ModuleBuilder, further: 0 | 1): number =>
  scalarFunction(module, `block_normal${further}`, (m, x) => normals(m, x, m.shuffle32([2, 3, 2, 3], x, x), further))

/** (state, first block: i64, alpha: f64) → f64: one value. */
function gammaValue(module: ModuleBuilder): number {
  const doubleLog = scalarFunction(module, 'double_log', (m, x) => log(m, D, x))
  const doubleExp = scalarFunction(module, 'double_exp', (m, x) => exp(m, D, x))
  const [sines, cosines] = [blockNormal(module, 0), blockNormal(module, 1)]
  return module.once('gamma_value', () =>
    module.function(['i32', 'i64', 'f64'], ['f64'], f => {
      const [state, block, alpha] = [0, 1, 2]
      const [d, c, x, root, v, u] = f.locals('f64', 6)
      const [normalBlock, uniformBlock] = f.locals('v128', 2)
      const [normalsLeft, uniformsLeft] = f.locals('i32', 2)
      const fill = (into: Local): void => {
        f.set(into, f.call(blockUniforms(module), f.get(state), f.get(block)))
        f.set(block, f.op('i64.add', f.get(block), f.i64(1)))
      }
      /** Takes one of the two numbers that a block gives: the last one first. */
      const either = (left: Local, into: Local, first: () => void, second: () => void): void => {
        f.if(
          f.op('i32.eqz', f.get(left)),
          () => {
            fill(into)
            first()
          },
          second,
        )
        f.set(left, f.op('i32.eqz', f.get(left)))
      }
      const nextNormal = (): void =>
        either(
          normalsLeft,
          normalBlock,
          () => f.set(x, f.call(cosines, f.get(normalBlock))),
          () => f.set(x, f.call(sines, f.get(normalBlock))),
        )
      const nextUniform = (): void =>
        either(
          uniformsLeft,
          uniformBlock,
          () => f.set(u, f.lane(`${D}.extract_lane`, 1, f.get(uniformBlock))),
          () => f.set(u, f.lane(`${D}.extract_lane`, 0, f.get(uniformBlock))),
        )
      const logOf = (value: Local): undefined => {
        f.op(`${D}.splat`, f.get(value))
        f.call(doubleLog)
      }
      f.if(f.op('f64.eq', f.get(alpha), f.f64(1)), () => {
        nextUniform()
        f.set(u, f.op('f64.sub', f.f64(1), f.get(u)))
        logOf(u)
        f.return(f.op('f64.neg'))
      })
      scaleOf(f, alpha, d, c)
      f.loop(again => {
        nextNormal()
        f.set(root, f.op('f64.add', f.f64(1), f.op('f64.mul', f.get(c), f.get(x))))
        f.br_if(again, f.op('f64.le', f.get(root), f.f64(0)))
        f.set(v, f.op('f64.mul', f.op('f64.mul', f.get(root), f.get(root)), f.get(root)))
        nextUniform()
        const square = f.let('f64', f.op('f64.mul', f.get(x), f.get(x)))
        f.op('f64.sub', f.f64(1), f.op('f64.mul', f.op('f64.mul', f.f64(SQUEEZE), f.get(square)), f.get(square)))
        const bound = f.let('f64')
        f.if(f.op('f64.ge', f.get(u), f.get(bound)), () => {
          logOf(u)
          f.op('f64.mul', f.op('f64.mul', f.f64(0.5), f.get(x)), f.get(x))
          f.get(d)
          f.op('f64.sub', f.f64(1), f.get(v))
          logOf(v)
          f.op('f64.add')
          f.op('f64.mul')
          f.op('f64.add')
          f.br_if(again, f.op('f64.ge'))
        })
      })
      f.set(v, f.op('f64.mul', f.get(d), f.get(v)))
      f.if(f.op('f64.lt', f.get(alpha), f.f64(1)), () => {
        nextUniform()
        logOf(u)
        f.op('f64.mul', undefined, f.op('f64.div', f.f64(1), f.get(alpha)))
        f.op(`${D}.splat`)
        f.call(doubleExp)
        f.set(v, f.op('f64.mul', undefined, f.get(v)))
      })
      f.get(v)
    }),
  )
}

/** The parameters of the method. A shape below 1 is drawn as alpha + 1 and scaled down by a power of one more uniform. */
function scaleOf(f: FunctionBuilder, alpha: Local, d: Local, c: Local): void {
  f.op('select', f.f64(2 / 3), f.f64(-1 / 3), f.op('f64.lt', f.get(alpha), f.f64(1)))
  f.set(d, f.op('f64.add', undefined, f.get(alpha)))
  f.set(c, f.op('f64.div', f.f64(1 / 3), f.op('f64.sqrt', f.get(d))))
}

/** Vectors that hold a number of the method in both lanes. */
interface Scales {
  readonly d: Local
  readonly c: Local
  /** 1 / alpha, where `boosted`, an i32, is set. */
  readonly power: Local
  readonly boosted: Local
}

/** Values of the first candidates of two lanes, and which of them are not accepted yet. */
function firstCandidates(
  m: VectorMath,
  normalWords: Four,
  uniformWords: Four,
  lane: number,
  { d, c, power, boosted }: Scales,
): [Local, Local] {
  const { f } = m
  const x = normals(
    m,
    unitDoubles(m, normalWords[0], normalWords[1], lane),
    unitDoubles(m, normalWords[2], normalWords[3], lane),
    1,
  )
  const root = m.op2(`${D}.add`, m.constant(D, 1), m.op2(`${D}.mul`, c, x))
  const square = m.op2(`${D}.mul`, x, x)
  const squeeze = m.op2(`${D}.mul`, m.op2(`${D}.mul`, m.constant(D, SQUEEZE), square), square)
  const bound = m.op2(`${D}.sub`, m.constant(D, 1), squeeze)
  const uniform = unitDoubles(m, uniformWords[2], uniformWords[3], lane)
  const open = m.op2('v128.or', m.op2(`${D}.le`, root, m.constant(D, 0)), m.op2(`${D}.ge`, uniform, bound))
  const value = m.op2(`${D}.mul`, d, m.op2(`${D}.mul`, m.op2(`${D}.mul`, root, root), root))
  f.if(f.get(boosted), () => {
    m.scope(() => {
      const factor = exp(
        m,
        D,
        m.op2(`${D}.mul`, log(m, D, unitDoubles(m, uniformWords[0], uniformWords[1], lane)), power),
      )
      return m.assign(value, m.op2(`${D}.mul`, value, factor))
    })
  })
  return [value, open]
}

export const randomGamma: WasmKernel = {
  emit(module, { inputs: [state, alphas], outputs: [output] }) {
    if (state === undefined || alphas === undefined || output === undefined) return undefined
    if (output.dtype !== 'float32' || alphas.dtype !== 'float32' || elementsOf(state) !== 6) return undefined
    const elements = elementsOf(output)
    if (elements === 0) return undefined
    const one = gammaValue(module)
    return [
      {
        function: vectorPhase(module, (f, m) => values(f, m, module, { state, alphas, output }, one)),
        parallel: true,
        cost: COST * elements,
      },
    ]
  },
}

interface Operands {
  readonly state: Operand
  readonly alphas: Operand
  readonly output: Operand
}

function values(
  f: FunctionBuilder,
  m: VectorMath,
  module: ModuleBuilder,
  { state, alphas, output }: Operands,
  one: number,
): void {
  const kinds = elementsOf(alphas)
  const elements = elementsOf(output)
  const samples = elements / kinds
  const stride = 4 * kinds
  const { begin: value, end } = f.share(THREAD, THREADS, elements, GRAIN)
  const at = f.let('i32', f.address(state.place, ARENA, TABLE))
  const alphaAt = f.let('i32', f.address(alphas.place, ARENA, TABLE))
  const outputAt = f.let('i32', f.address(output.place, ARENA, TABLE))
  const [kind, stop, to] = f.locals('i32', 3)
  const [alpha, d, c] = f.locals('f64', 3)
  const block = f.local('i64')
  const setBlock = (): void => f.set(block, f.op('i64.mul', f.op('i64.extend_i32_u', f.get(value)), f.i64(BLOCKS)))
  const store = (lane: number): void => {
    f.get(to)
    f.get(at)
    f.op('i64.add', f.get(block), f.i64(BLOCKS * lane))
    f.get(alpha)
    f.call(one)
    f.store('f32.store', undefined, f.op('f32.demote_f64'), stride * lane)
  }
  f.block(done => {
    f.loop(nextKind => {
      f.br_if(done, f.op('i32.ge_u', f.get(value), f.get(end)))
      f.set(kind, f.op('i32.div_u', f.get(value), f.i32(samples)))
      f.set(stop, f.op('i32.mul', f.op('i32.add', f.get(kind), f.i32(1)), f.i32(samples)))
      f.limit(stop, { local: end })
      f.set(alpha, f.op('f64.promote_f32', f.load('f32.load', f.at(alphaAt, kind, 4))))
      f.op('i32.mul', f.op('i32.rem_u', f.get(value), f.i32(samples)), f.i32(stride))
      f.set(to, f.op('i32.add', undefined, f.at(outputAt, kind, 4)))
      scaleOf(f, alpha, d, c)
      const splat = (number: Local): Local => f.let('v128', f.op(`${D}.splat`, f.get(number)))
      const scales: Scales = {
        d: splat(d),
        c: splat(c),
        power: f.let('v128', f.op(`${D}.splat`, f.op('f64.div', f.f64(1), f.get(alpha)))),
        boosted: f.let('i32', f.op('f64.lt', f.get(alpha), f.f64(1))),
      }
      f.block(alone => {
        // exponentials have no candidates
        f.br_if(alone, f.op('f64.eq', f.get(alpha), f.f64(1)))
        f.loop(again => {
          f.br_if(alone, f.op('i32.lt_u', f.op('i32.sub', f.get(stop), f.get(value)), f.i32(TOGETHER)))
          setBlock()
          const [normalWords, uniformWords] = [f.locals('v128', 4), f.locals('v128', 4)]
          words(module, f, at, () => f.get(block), normalWords, BLOCKS)
          words(module, f, at, () => f.op('i64.add', f.get(block), f.i64(1)), uniformWords, BLOCKS)
          const open = f.local('i32')
          const floats = m.scope(() => {
            const [low, high] = [0, 2].map(lane => firstCandidates(m, normalWords, uniformWords, lane, scales)) as [
              [Local, Local],
              [Local, Local],
            ]
            f.op('i64x2.bitmask', f.get(low[1]))
            f.set(open, f.op('i32.or', undefined, f.op('i32.shl', f.op('i64x2.bitmask', f.get(high[1])), f.i32(2))))
            return m.demote(low[0], high[0])
          })
          for (let lane = 0; lane < TOGETHER; lane++) {
            f.store('f32.store', f.get(to), f.lane('f32x4.extract_lane', lane, f.get(floats)), stride * lane)
          }
          f.if(f.get(open), () => {
            for (let lane = 0; lane < TOGETHER; lane++)
              f.if(f.op('i32.and', f.get(open), f.i32(1 << lane)), () => store(lane))
          })
          f.increment(value, TOGETHER)
          f.increment(to, TOGETHER * stride)
          f.br(again)
        })
      })
      f.block(whole => {
        f.loop(again => {
          f.br_if(whole, f.op('i32.ge_u', f.get(value), f.get(stop)))
          setBlock()
          store(0)
          f.increment(value, 1)
          f.increment(to, stride)
          f.br(again)
        })
      })
      f.br(nextKind)
    })
  })
}
