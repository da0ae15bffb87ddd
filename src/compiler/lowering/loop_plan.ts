/**
 * Loop → Plan for concrete shapes: each of its segments becomes steps as a plan of its own would have, and the values that go between them,
 * and round the loop, have places in the table. Memory that a segment needs for itself all segments share, for only one of them runs.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { strideOf } from '../../kernels/reference/resources/packed_memory.ts'
import type { AddOpcode, Flow, FlowLoop, Move } from '../../kernels/wasm/flow.ts'
import type { Operand } from '../../kernels/wasm/step.ts'
import { isHuge } from '../../tensor/allocation.ts'
import { as_dtype, type DType, int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { sameDims } from '../expressions/plan_values.ts'
import { Irregular } from '../program/irregular.ts'
import type { Choose, Loop, Part, Segment } from '../program/program.ts'
import { sourceIn } from '../regions/sources.ts'
import type { ArrayAccess, Plan, PlanArray, PlanStack, PlanStep, Source } from '../steps/plan.ts'
import { HomeTable } from '../steps/slot_table.ts'
import { buildPlan } from './plan_builder.ts'
import type { ArrayState, PlanRequest } from './plan_scope.ts'
import { spareCopies } from './spared_copies.ts'

/** @throws Irregular where the loop can't be one plan. */
export function buildLoopPlan(loop: Loop, request: PlanRequest): Plan {
  return new LoopPlanner(loop, request).plan()
}

/** How elements of gradients are added, where that is the same as in the reference kernel. */
const ADDS: ReadonlyMap<string, AddOpcode> = new Map([
  ['float32', 'f32x4.add'],
  ['float64', 'f64x2.add'],
  ['int32', 'i32x4.add'],
])

interface LoopValue extends Operand {
  /** Written by one segment, in each iteration: nothing else needs the place after the iteration. */
  readonly own?: boolean
}

const slotOf = ({ place }: Operand): number | undefined => (place.base === 'table' ? place.slot : undefined)

class LoopPlanner {
  readonly #loop: Loop
  readonly #request: PlanRequest
  readonly #table = new HomeTable()
  readonly #values = new Map<Tensor, LoopValue>()
  readonly #steps: PlanStep[] = []
  readonly #stacks = new Map<Tensor, PlanStack>()
  readonly #arrays = new Map<Tensor, PlanArray>()
  readonly #accesses: ArrayAccess[] = []
  /** Words of what can't be done with an array: which access, and its index. */
  readonly #asks = [this.#table.word(), this.#table.word()] as const
  /** The word in which the code asks for room. */
  readonly #asked = this.#table.word()
  #arenaBytes = 0

  constructor(loop: Loop, request: PlanRequest) {
    this.#loop = loop
    this.#request = request
  }

  plan(): Plan {
    const { segment } = this.#request
    const inputs = segment.inputs.flatMap(tensor => {
      const { dtype, shape, value } = this.#request.input(tensor)
      if (value) {
        this.#values.set(tensor, this.#constant(value))
        return []
      }
      const operand = this.#home(tensor, dtype, shape)
      return [{ tensor, operand }]
    })
    const flow = spareCopies(this.#flow([this.#loop]), this.#steps)
    const outputs = segment.outputs.map(tensor => ({
      tensor,
      source: { kind: 'operand', operand: this.#value(tensor) } as const,
    }))
    const before = this.#arenaBytes
    return Object.freeze({
      steps: this.#steps,
      flow,
      stacks: [...this.#stacks.values()],
      arrays: [...this.#arrays.values()],
      accesses: this.#accesses,
      slots: this.#table.placed(before),
      inputs,
      streams: [],
      outputs,
      allocations: [],
      arenaBytes: before + this.#table.reserved,
      bytesWithoutReuse: before + this.#table.reserved,
    })
  }

  #home(tensor: Tensor, dtype: DType, shape: readonly number[]): LoopValue {
    if (isHuge(shape, dtype)) throw new Irregular(tensor.op, false, 'the output fits into no memory')
    const home = this.#table.home(dtype, shape)
    this.#values.set(tensor, home)
    return home
  }
  #constant(value: NDArray): LoopValue {
    const place = { base: 'table', slot: this.#table.constant(value) } as const
    return { place, dtype: value.dtype.base, shape: value.shape }
  }
  #value(named: Tensor): LoopValue {
    const tensor = sourceIn(this.#request.segment.sources, named)
    const value = this.#values.get(tensor)
    if (!value) throw new Irregular(tensor.op, false, 'a value of a loop that is not there')
    return value
  }

  #flow(parts: readonly Part[]): Flow[] {
    return parts.flatMap((part): Flow[] => {
      switch (part.kind) {
        case 'segment':
          return this.#segment(part)
        case 'host':
          return part.op.op_def.spec.arrayAccess ? this.#array(part.op) : this.#history(part.op)
        case 'cond': {
          const predicate = this.#predicate(part.predicate)
          const word = this.#table.word()
          const [no, yes] = part.branches
          return [{ kind: 'cond', predicate, word, branches: [this.#flow(no), this.#flow(yes)] }]
        }
        case 'choose':
          return this.#choose(part)
        case 'loop':
          return this.#loopFlow(part)
        default:
          return part satisfies never
      }
    })
  }

  #predicate(tensor: Tensor): Operand {
    const value = this.#value(tensor)
    if (value.shape.length > 0) throw new Irregular(tensor.op, false, 'a predicate that is not a scalar')
    return value
  }

  #segment(segment: Segment): Flow[] {
    // what other parts of the program write stays as it is while the loop runs: panels of weights are packed once
    const { written } = this.#request.segment
    const plan = buildPlan({
      ...this.#request,
      segment: { ...segment, written },
      homes: this.#table,
      input: tensor => this.#input(tensor),
    })
    const [op] = segment.ops
    if (op && plan.streams.length > 0) throw new Irregular(op, false, 'random numbers within a loop')
    if (op && plan.allocations.length > 0)
      throw new Irregular(op, false, 'a variable that a loop gives its first value')
    const begin = this.#steps.length
    for (const step of plan.steps) this.#steps.push(step)
    this.#arenaBytes = Math.max(this.#arenaBytes, plan.arenaBytes)
    const moves = plan.outputs.flatMap(({ tensor, source }) => this.#output(tensor, source))
    const flow: Flow[] = []
    if (this.#steps.length > begin) flow.push({ kind: 'steps', begin, end: this.#steps.length })
    if (moves.length > 0) flow.push({ kind: 'moves', moves })
    return flow
  }
  #input(tensor: Tensor): ReturnType<PlanRequest['input']> {
    const { place, dtype, shape } = this.#value(tensor)
    const slot = place.base === 'table' ? this.#table.slots[place.slot] : undefined
    return {
      dtype: as_dtype(dtype),
      shape,
      value: slot?.kind === 'constant' ? slot.value : undefined,
      slot: slotOf({ place, dtype, shape }),
    }
  }
  /** Where an output of a segment is from now on; a view on a variable is copied, for the variable may change. */
  #output(tensor: Tensor, source: Source): Move[] {
    switch (source.kind) {
      case 'known':
        this.#values.set(tensor, this.#constant(source.value))
        return []
      case 'operand': {
        const { operand } = source
        if (operand.place.base === 'arena') throw new Irregular(tensor.op, false, 'a value without a place')
        const shares = [...this.#values.values()].some(value => slotOf(value) === slotOf(operand))
        this.#values.set(tensor, { ...operand, own: !shares })
        return []
      }
      case 'variable': {
        const { slot, shape } = source
        const dtype = tensor.dtype.base_dtype
        const to = this.#home(tensor, dtype, shape)
        return [{ from: { place: { base: 'table', slot }, dtype: dtype.base, shape }, to }]
      }
      default:
        return source satisfies never
    }
  }

  #history(op: Operation): Flow[] {
    const handle = sourceIn(this.#request.segment.sources, op.inputs[0] as Tensor)
    const [output] = op.outputs as [Tensor]
    if (op.op_def.spec.history === 'push') {
      const value = this.#value(op.inputs[1] as Tensor)
      const { slots } = this.#stack(op, handle, value.shape)
      this.#values.set(output, { ...value, own: false })
      return [{ kind: 'push', stack: slots, value }]
    }
    const known = this.#request.popped?.(output)
    const { slots, shape } = this.#stack(op, handle, known?.shape)
    if (known) {
      this.#values.set(output, this.#constant(known))
      return [{ kind: 'pop', stack: slots }]
    }
    return [{ kind: 'pop', stack: slots, value: this.#home(output, output.dtype.base_dtype, shape) }]
  }
  /** The stack, with values of this shape; undefined: of the shape that they have. */
  #stack(op: Operation, handle: Tensor, given: readonly number[] | undefined): PlanStack {
    const stack = this.#stacks.get(handle)
    const has = stack?.shape ?? this.#request.historyShape?.(handle)
    const shape = given ?? has
    if (!shape || (has && !sameDims(shape, has)))
      throw new Irregular(op, false, shape ? 'values of different shapes in a history' : 'a history that is empty')
    if (stack) return stack
    const dtype = handle.op.attr('elem_type') as DType
    const made = {
      handle,
      shape,
      slots: {
        number: this.#stacks.size + 1,
        address: this.#table.word(),
        count: this.#table.word(),
        capacity: this.#table.word(),
        request: this.#asked,
        stride: strideOf(dtype, shape),
      },
    }
    this.#stacks.set(handle, made)
    return made
  }

  #array(op: Operation): Flow[] {
    const { arrayAccess: kind } = op.op_def.spec
    // its handle is there already
    if (kind === 'gradient' || kind === undefined) return []
    const handle = sourceIn(this.#request.segment.sources, op.inputs[0] as Tensor)
    const state = this.#request.array?.(handle)
    if (!state) throw new Irregular(op, false, 'a TensorArray that is not there')
    const index = this.#predicate(op.inputs[1] as Tensor)
    const [output] = op.outputs as [Tensor]
    const ask = this.#accesses.length + 1
    if (kind === 'write') {
      const value = this.#value(op.inputs[2] as Tensor)
      const adds = state.adds ? ADDS.get(value.dtype) : undefined
      if (value.dtype !== state.dtype.base || (state.adds && !adds))
        throw new Irregular(op, false, 'a TensorArray of such a type')
      const array = this.#arrayOf(op, handle, value.shape)
      this.#accesses.push({ op, array, kind })
      this.#values.set(output, { ...this.#value(op.inputs[3] as Tensor), own: false })
      return [{ kind, array: array.slots, index, value, ask, ...(adds ? { adds } : {}) }]
    }
    if (output.dtype.base_dtype !== state.dtype) throw new Irregular(op, false, 'a TensorArray of another type')
    const array = this.#arrayOf(op, handle, undefined)
    this.#accesses.push({ op, array, kind })
    const value = this.#home(output, output.dtype.base_dtype, array.shape)
    return [{ kind, array: array.slots, index, value, clears: state.clears, ask }]
  }
  /** The array, with elements of this shape; undefined: of the shape that they have. */
  #arrayOf(op: Operation, handle: Tensor, given: readonly number[] | undefined): PlanArray {
    const array = this.#arrays.get(handle)
    const state = this.#request.array?.(handle) as ArrayState
    const has = array?.shape ?? state.shape
    const shape = given ?? has
    if (!shape || (has && !sameDims(shape, has)))
      throw new Irregular(op, false, shape ? 'elements of different shapes' : 'a TensorArray without elements')
    if (array) return array
    const [asked, askedIndex] = this.#asks
    const slots = {
      address: this.#table.word(),
      states: this.#table.word(),
      size: this.#table.word(),
      asked,
      askedIndex,
      stride: strideOf(state.dtype, shape),
    }
    const made = { handle, shape, slots }
    this.#arrays.set(handle, made)
    return made
  }

  #choose({ op, predicate, values, indices }: Choose): Flow[] {
    const [no, yes] = values.map(tensor => this.#value(tensor)) as [LoopValue, LoopValue]
    if (!sameDims(no.shape, yes.shape)) throw new Irregular(op, false, 'branches that give different shapes')
    const [output, index] = op.outputs as [Tensor, Tensor]
    const to = this.#home(output, output.dtype.base_dtype, no.shape)
    const number = this.#home(index, int32, [])
    const chosen = (from: LoopValue, at: number): Flow[] => [
      {
        kind: 'moves',
        moves: [
          { from, to },
          { from: this.#constant(new NDArray(int32, [], Int32Array.of(at))), to: number },
        ],
      },
    ]
    return [
      {
        kind: 'cond',
        predicate: this.#predicate(predicate),
        word: this.#table.word(),
        branches: [chosen(no, indices[0]), chosen(yes, indices[1])],
      },
    ]
  }

  #loopFlow({ frame, variables, test, condition, body, last }: Loop): Flow[] {
    const starts = variables.map(({ cell, initial }): Move => {
      const from = this.#value(initial)
      return { from, to: this.#home(cell, as_dtype(from.dtype), from.shape) }
    })
    const first = this.#flow(condition)
    const decides = this.#predicate(test)
    const around = this.#flow(body)
    const moves = this.#movesRound(variables)
    const loop: FlowLoop = {
      kind: 'loop',
      frame,
      test: decides,
      word: this.#table.word(),
      iteration: this.#table.word(),
      condition: first,
      body: moves.length > 0 ? [...around, { kind: 'moves', moves }] : around,
      last: this.#flow(last),
    }
    return starts.length > 0 ? [{ kind: 'moves', moves: starts }, loop] : [loop]
  }

  /** The loop variables' next values, as if all of them changed at once. */
  #movesRound(variables: Loop['variables']): Move[] {
    const cells = new Set(variables.map(({ cell }) => slotOf(this.#value(cell))))
    const saved: Move[] = []
    const copies: Move[] = []
    const swaps: Move[] = []
    const later: Move[] = []
    const swapped = new Set<number>()
    for (const { cell, next, condition } of variables) {
      const to = this.#value(cell)
      const from = this.#value(next)
      if (!sameDims(from.shape, to.shape) || from.dtype !== to.dtype)
        throw new Irregular(cell.op, false, 'shapes that change from iteration to iteration')
      const slot = slotOf(from)
      if (slot === slotOf(to)) continue
      const where = condition.map(({ predicate, branch }) => ({ predicate: this.#predicate(predicate), branch }))
      const when = where.length > 0 ? { where } : {}
      if (cells.has(slot)) {
        // it changes in the same moment
        const kept = this.#table.home(as_dtype(to.dtype), to.shape)
        saved.push({ from, to: kept })
        later.push({ from: kept, to, ...when })
      } else if (from.own && slot !== undefined && where.length === 0 && !swapped.has(slot)) {
        swapped.add(slot)
        swaps.push({ from, to, swap: true })
      } else copies.push({ from, to, ...when })
    }
    return [...saved, ...copies, ...later, ...swaps]
  }
}
