/**
 * The code of a plan with loops: one range, whose functions loop and branch by themselves. What belongs to no step (moves, counters, what
 * is decided) is done by phases of one thread, which join those of the steps beside them: so a small loop has two barriers an iteration on
 * several threads, and none on one.
 */

import { as_dtype } from '../../tensor/dtypes.ts'
import { numElements } from '../../tensor/shape.ts'
import { ELEMENT } from '../reference/resources/tensor_array.ts'
import {
  ARENA,
  type Emitted,
  type FunctionBuilder,
  LARGEST_FUNCTION,
  type Local,
  ModuleBuilder,
  TABLE,
  THREAD,
} from './assembler/module.ts'
import { hostSimd } from './assembler/wide_simd.ts'
import { STALLED } from './barrier.ts'
import { bytesOf, compileModule } from './compiled_modules.ts'
import { callGroups, callPhases, callsInOrder, grouped, ifFailed, type PlannedPhase } from './drivers.ts'
import type { AddOpcode, Flow, FlowLoop, Move } from './flow.ts'
import { WASM_KERNELS } from './index.ts'
import { type CodeOptions, emit, type PlanCode } from './plan_code.ts'
import { LOOP_SHARING, type Sharing } from './sharing.ts'
import { type Operand, type Phase, type Step, TABLE_HEADER } from './step.ts'

/** Imported: called now and then by a loop, on the thread that runs it first. It throws where the run is to end. */
export const POLL = 'poll'
/** Nanoseconds of work, roughly, between two of these calls. */
const POLLED = 1e5
/** How often a loop is taken to run where costs are weighed. */
const ITERATIONS = 16
/** Nanoseconds of a phase that belongs to no step. */
const SMALL = 5
/** Longer lists of phases become functions of their own. */
const INLINE_CALLS = 24

type Block =
  | { readonly kind: 'phases'; readonly phases: readonly PlannedPhase[] }
  | { readonly kind: 'cond'; readonly word: number; readonly branches: readonly [readonly Block[], readonly Block[]] }
  | {
      readonly kind: 'loop'
      readonly word: number
      /** Iterations between two looks at whether the run is to end: a power of two. */
      readonly polled: number
      readonly condition: readonly Block[]
      readonly body: readonly Block[]
      readonly last: readonly Block[]
    }

/** The code of steps and what is around them; or the number of a step that has no kernel here. */
export function compileFlow(
  steps: readonly (Step | null)[],
  flow: readonly Flow[],
  {
    kernels = WASM_KERNELS,
    optimise = false,
    sharing = LOOP_SHARING,
    largestFunction = LARGEST_FUNCTION,
  }: Partial<CodeOptions> = {},
): PlanCode | number {
  const module = new ModuleBuilder({ simd: hostSimd(), imports: [STALLED, POLL] })
  const phases: (readonly PlannedPhase[])[] = []
  for (const [index, step] of steps.entries()) {
    const mark = module.mark()
    const emitted = step === null ? undefined : emit(module, step, kernels)
    if (emitted === undefined || module.largestSince(mark) > largestFunction) return index
    phases.push(emitted.map(phase => ({ ...phase, step: index })))
  }
  const blocks = new BlockBuilder(module, phases).blocks(flow)
  const writer = new FlowWriter(module, sharing)
  module.export(
    'run0',
    module.phase(f => writer.shared(f, blocks)),
  )
  module.export(
    'alone0',
    module.function(['i32', 'i32'], [], f => writer.alone(f, blocks)),
  )
  const bytes = bytesOf(module)
  const cost = costOf(blocks, () => true)
  const parallel = costOf(blocks, phase => phase.parallel && phase.cost >= sharing.phaseCost)
  return Object.freeze({
    module: compileModule(bytes, optimise ? Number.POSITIVE_INFINITY : cost),
    taken: steps.map(() => true),
    oversized: [],
    ranges: [{ begin: 0, end: steps.length, cost, parallel }],
    size: bytes.length,
    operands: [],
  })
}

function costOf(blocks: readonly Block[], counts: (phase: Phase) => boolean): number {
  let cost = 0
  for (const block of blocks) {
    if (block.kind === 'phases') for (const phase of block.phases) cost += counts(phase) ? phase.cost : 0
    else if (block.kind === 'cond') cost += Math.max(...block.branches.map(branch => costOf(branch, counts)))
    else cost += ITERATIONS * costOf([...block.condition, ...block.body], counts) + costOf(block.last, counts)
  }
  return cost
}

const wordOffset = (slot: number): number => 4 * (TABLE_HEADER + slot)
const setWord = (f: FunctionBuilder, slot: number, value: () => void): void => {
  f.get(TABLE)
  value()
  f.store('i32.store', undefined, undefined, wordOffset(slot))
}
/** The value lies there from now on. */
function setPlace(f: FunctionBuilder, { place }: Operand, address: () => void): void {
  if (place.base === 'table') setWord(f, place.slot, address)
}
const word = (f: FunctionBuilder, slot: number): undefined => f.load('i32.load', f.get(TABLE), wordOffset(slot))
const isTrue = (f: FunctionBuilder, predicate: Operand): undefined =>
  f.load('i32.load8_u', f.address(predicate.place, ARENA, TABLE))

/** From a plan's flow to blocks: whatever is done is a phase. */
class BlockBuilder {
  readonly #module: ModuleBuilder
  readonly #phases: readonly (readonly PlannedPhase[])[]

  constructor(module: ModuleBuilder, phases: readonly (readonly PlannedPhase[])[]) {
    this.#module = module
    this.#phases = phases
  }

  blocks(flow: readonly Flow[]): Block[] {
    const blocks: Block[] = []
    let phases: PlannedPhase[] = []
    const close = (): void => {
      if (phases.length > 0) blocks.push({ kind: 'phases', phases })
      phases = []
    }
    for (const each of flow) {
      switch (each.kind) {
        case 'steps': {
          const own = this.#phases.slice(each.begin, each.end).flat()
          phases.push(...own)
          const made = [...new Set(own.flatMap(({ unless }) => (unless === undefined ? [] : [unless])))]
          // what is made of weights is there for the next iteration
          if (made.length > 0)
            phases.push(
              this.#small(f => {
                for (const slot of made) setWord(f, slot, () => f.i32(1))
              }),
            )
          break
        }
        case 'moves':
          phases.push(
            this.#small(f => {
              for (const move of each.moves) emitMove(f, move)
            }),
          )
          break
        case 'top':
        case 'push':
        case 'pop':
          phases.push(this.#small(f => this.#stack(f, each)))
          break
        case 'read':
        case 'write':
          phases.push(this.#small(f => this.#element(f, each)))
          break
        case 'cond':
          phases.push(this.#decide(each.predicate, each.word))
          close()
          blocks.push({
            kind: 'cond',
            word: each.word,
            branches: [this.blocks(each.branches[0]), this.blocks(each.branches[1])],
          })
          break
        case 'loop':
          phases.push(this.#small(f => setWord(f, each.iteration, () => f.i32(0))))
          close()
          blocks.push(this.#loop(each))
          break
        default:
          each satisfies never
      }
    }
    close()
    return blocks
  }

  #loop(loop: FlowLoop): Block {
    const condition = joined([...this.blocks(loop.condition), phasesOf(this.#decide(loop.test, loop.word))])
    const next = this.#small(f => setWord(f, loop.iteration, () => f.op('i32.add', word(f, loop.iteration), f.i32(1))))
    const body = joined([...this.blocks(loop.body), phasesOf(next)])
    const cost = Math.max(
      1,
      costOf([...condition, ...body], () => true),
    )
    const polled = 2 ** Math.max(0, Math.min(16, Math.round(Math.log2(POLLED / cost))))
    return { kind: 'loop', word: loop.word, polled, condition, body, last: this.blocks(loop.last) }
  }

  /** Only one thread does it. What asks for room is answered when the call returns; what says that a stack is empty throws. */
  #stack(f: FunctionBuilder, each: Extract<Flow, { kind: 'top' | 'push' | 'pop' }>): void {
    const { kind, stack, value } = each
    const { number, address, count, capacity, request, stride } = stack
    const ask = (asked: number): void => {
      setWord(f, request, () => f.i32(asked))
      f.call(this.#module.imported(POLL) as number)
    }
    const top = (): undefined => f.op('i32.add', word(f, address), f.op('i32.mul', word(f, count), f.i32(stride)))
    if (kind !== 'pop') {
      if (kind === 'top' || !each.isThere) f.if(f.op('i32.eq', word(f, count), word(f, capacity)), () => ask(number))
      if (kind === 'top') {
        setPlace(f, each.value, top)
        return
      }
      if (!each.isThere) copyBytes(f, bytesIn(each.value), top, () => f.address(each.value.place, ARENA, TABLE))
      setWord(f, count, () => f.op('i32.add', word(f, count), f.i32(1)))
      return
    }
    f.if(f.op('i32.eqz', word(f, count)), () => ask(-number))
    setWord(f, count, () => f.op('i32.sub', word(f, count), f.i32(1)))
    if (value && each.borrows) setPlace(f, value, top)
    else if (value) copyBytes(f, bytesIn(value), () => f.address(value.place, ARENA, TABLE), top)
  }

  /** Only one thread does it. What can't be done is asked for, and throws. */
  #element(f: FunctionBuilder, access: Extract<Flow, { kind: 'read' | 'write' }>): void {
    const { array, value, ask } = access
    const index = f.let('i32', f.load('i32.load', f.address(access.index.place, ARENA, TABLE)))
    const unless = (_fits: Emitted): void =>
      void f.if(f.op('i32.eqz'), () => {
        setWord(f, array.askedIndex, () => f.get(index))
        setWord(f, array.asked, () => f.i32(ask))
        f.call(this.#module.imported(POLL) as number)
      })
    unless(f.op('i32.lt_u', f.get(index), word(f, array.size)))
    const at = f.let('i32', f.op('i32.add', word(f, array.states), f.op('i32.shl', f.get(index), f.i32(2))))
    const state = f.let('i32', f.load('i32.load', f.get(at)))
    const has = (bits: number): undefined => f.op('i32.and', f.get(state), f.i32(bits))
    const note = (bits: number): void => f.store('i32.store', f.get(at), f.op('i32.or', f.get(state), f.i32(bits)))
    const element = f.let(
      'i32',
      f.op('i32.add', word(f, array.address), f.op('i32.mul', f.get(index), f.i32(array.stride))),
    )
    const place = (): undefined => f.address(value.place, ARENA, TABLE)
    const bytes = bytesIn(value)
    if (access.kind === 'read') {
      unless(f.op('i32.eq', has(ELEMENT.written | ELEMENT.cleared), f.i32(ELEMENT.written)))
      if (access.borrows) setPlace(f, value, () => f.get(element))
      else copyBytes(f, bytes, place, () => f.get(element))
      note(ELEMENT.read | (access.clears ? ELEMENT.cleared : 0))
    } else {
      const { adds } = access
      const write = (): void => {
        copyBytes(f, bytes, () => f.get(element), place)
        note(ELEMENT.written | ELEMENT.valued)
      }
      unless(f.op('i32.eqz', has(ELEMENT.read | (adds ? 0 : ELEMENT.written))))
      if (!adds) write()
      else f.if(has(ELEMENT.valued), () => addBytes(f, bytes, adds, element, place), write)
    }
    f.free('i32', index, at, state, element)
  }

  /** Notes in `slot` whether a predicate is true. Threads read the word, for the predicate may have changed when the last of them looks. */
  #decide(predicate: Operand, slot: number): PlannedPhase {
    return this.#small(f => setWord(f, slot, () => isTrue(f, predicate)))
  }
  #small(body: (f: FunctionBuilder) => void): PlannedPhase {
    return { function: this.#module.phase(body), parallel: false, cost: SMALL, step: 0 }
  }
}

const phasesOf = (phase: PlannedPhase): Block => ({ kind: 'phases', phases: [phase] })

/** Neighbouring lists of phases as one. */
function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const last = result.at(-1)
    if (block.kind === 'phases' && last?.kind === 'phases')
      result[result.length - 1] = { kind: 'phases', phases: [...last.phases, ...block.phases] }
    else result.push(block)
  }
  return result
}

const bytesIn = ({ dtype, shape }: Operand): number => numElements(shape) * as_dtype(dtype).size

function emitMove(f: FunctionBuilder, { where = [], ...move }: Move): void {
  const [first, ...more] = where
  if (first) {
    const rest = (): void => emitMove(f, { ...move, where: more })
    if (first.branch === 1) f.if(isTrue(f, first.predicate), rest)
    else f.if(f.op('i32.eqz', isTrue(f, first.predicate)), rest)
    return
  }
  const { from, to, swap } = move
  if (swap && from.place.base === 'table' && to.place.base === 'table') {
    const [a, b] = [from.place.slot, to.place.slot]
    const kept = f.let('i32', word(f, a))
    setWord(f, a, () => word(f, b))
    setWord(f, b, () => f.get(kept))
    f.free('i32', kept)
    return
  }
  copyBytes(
    f,
    bytesIn(to),
    () => f.address(to.place, ARENA, TABLE),
    () => f.address(from.place, ARENA, TABLE),
  )
}

/** Copies so few bytes without a call. */
const FEW_BYTES = 128

function copyBytes(f: FunctionBuilder, bytes: number, to: () => Emitted, from: () => Emitted): void {
  if (bytes === 0) return
  if (bytes > FEW_BYTES) {
    f.copy(to(), from(), f.i32(bytes))
    return
  }
  const [target, source] = [f.let('i32', to()), f.let('i32', from())]
  let at = 0
  for (const [size, store, load] of WORDS) {
    for (; bytes - at >= size; at += size) f.store(store, f.get(target), f.load(load, f.get(source), at), at)
  }
  f.free('i32', target, source)
}
/** Adds vectors to an element, whose memory they don't pass; the value may be followed by something that can be read. */
function addBytes(f: FunctionBuilder, bytes: number, add: AddOpcode, element: Local, value: () => Emitted): void {
  const from = f.let('i32', value())
  const at = f.local('i32')
  f.for(at, 0, bytes, 16, () => {
    const target = f.let('i32', f.op('i32.add', f.get(element), f.get(at)))
    f.store(
      'v128.store',
      f.get(target),
      f.op(add, f.load('v128.load', f.get(target)), f.load('v128.load', f.op('i32.add', f.get(from), f.get(at)))),
    )
    f.free('i32', target)
  })
  f.free('i32', from, at)
}

const WORDS = [
  [16, 'v128.store', 'v128.load'],
  [8, 'i64.store', 'i64.load'],
  [4, 'i32.store', 'i32.load'],
  [2, 'i32.store16', 'i32.load16_u'],
  [1, 'i32.store8', 'i32.load8_u'],
] as const

/** Writes blocks as code. */
class FlowWriter {
  readonly #module: ModuleBuilder
  readonly #sharing: Sharing

  constructor(module: ModuleBuilder, sharing: Sharing) {
    this.#module = module
    this.#sharing = sharing
  }

  /** For one thread. */
  alone(f: FunctionBuilder, blocks: readonly Block[]): void {
    const { shares } = this.#sharing
    this.#write(f, blocks, {
      phases: phases => {
        if (phases.length > INLINE_CALLS) {
          f.call(callsInOrder(this.#module, phases, shares), f.get(ARENA), f.get(TABLE))
          if (phases.some(({ fails }) => fails)) ifFailed(f, () => f.return())
        } else callPhases(f, phases, shares)
      },
      poll: () => void f.call(this.#module.imported(POLL) as number),
    })
  }

  /** For several threads, each of which goes through all of it. */
  shared(f: FunctionBuilder, blocks: readonly Block[]): void {
    this.#write(f, blocks, {
      phases: phases => callGroups(f, this.#module, grouped(phases, this.#sharing), () => f.return()),
      poll: () => void f.if(f.op('i32.eqz', f.get(THREAD)), () => void f.call(this.#module.imported(POLL) as number)),
    })
  }

  #write(
    f: FunctionBuilder,
    blocks: readonly Block[],
    how: { readonly phases: (phases: readonly PlannedPhase[]) => void; readonly poll: () => void },
  ): void {
    for (const block of blocks) {
      switch (block.kind) {
        case 'phases':
          how.phases(block.phases)
          break
        case 'cond':
          f.if(
            word(f, block.word),
            () => this.#write(f, block.branches[1], how),
            () => this.#write(f, block.branches[0], how),
          )
          break
        case 'loop': {
          const rounds: Local = f.let('i32', f.i32(0))
          f.block(done =>
            f.loop(again => {
              this.#write(f, block.condition, how)
              f.br_if(done, f.op('i32.eqz', word(f, block.word)))
              this.#write(f, block.body, how)
              f.set(rounds, f.op('i32.add', f.get(rounds), f.i32(1)))
              f.if(f.op('i32.eqz', f.op('i32.and', f.get(rounds), f.i32(block.polled - 1))), how.poll)
              f.br(again)
            }),
          )
          f.free('i32', rounds)
          this.#write(f, block.last, how)
          break
        }
        default:
          block satisfies never
      }
    }
  }
}
