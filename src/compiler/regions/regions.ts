/**
 * Loops and conds as a tree. What TensorFlow 0.x builds (or a gradient, or another program whose graph is imported) is dataflow: Enter,
 * Merge, Switch, NextIteration and Exit. Those pass values on and compute nothing, so in the tree a value has one name all along its way:
 * `sources` says which.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { ALWAYS, type Condition, Conditions, isNever } from './conditions.ts'
import { type Frame, type Frames, findFrames } from './frames.ts'
import { type Evaluate, type KnownHistories, knownHistories } from './known_histories.ts'
import type { Sources } from './sources.ts'
import { Unstructured } from './unstructured.ts'

/** A loop variable: its value stands under the name of its Merge. */
export interface LoopVariable {
  readonly cell: Tensor
  readonly initial: Tensor
  readonly next: Tensor
  /** Where this does not hold the value stays. */
  readonly condition: Condition
}

/** A loop with its contents. */
export interface LoopFrame {
  readonly frame: Frame
  /** True for another iteration. */
  readonly test: Tensor
  readonly variables: readonly LoopVariable[]
  /** When the loop runs, in the frame around it. */
  readonly condition: Condition
}

/** Which of two values a Merge takes. */
export interface Choice {
  readonly op: Operation
  readonly predicate: Tensor
  /** The values for false and true. */
  readonly values: readonly [Tensor, Tensor]
  /** The numbers of these inputs. */
  readonly indices: readonly [number, number]
}

export interface Regions {
  readonly frames: Frames
  /** Of each frame but the outermost. */
  readonly loops: ReadonlyMap<Frame, LoopFrame>
  readonly choices: ReadonlyMap<Operation, Choice>
  conditionOf(tensor: Tensor): Condition
  conditionOfOp(op: Operation): Condition
  /** Whether `op` only passes values on: nothing of it runs. */
  passesOn(op: Operation): boolean
  /** The names of values: a tensor that passes another on → that one. */
  readonly sources: Sources
  /** Values that passed through histories of loops, and are constants. */
  readonly constants: ReadonlyMap<Tensor, NDArray>
}

/** The tree of a graph; `evaluate`: computes what is constant. Throws Unstructured where there is none. */
export function findRegions(
  ops: readonly Operation[],
  isFed: (tensor: Tensor) => boolean,
  evaluate: Evaluate,
): Regions {
  return new RegionFinder(ops, isFed, evaluate).find()
}

class RegionFinder {
  readonly #isFed: (tensor: Tensor) => boolean
  readonly #frames: Frames
  readonly #histories: KnownHistories
  readonly #conditions = new Conditions()
  readonly #sources = new Map<Tensor, Tensor>()
  readonly #byOp = new Map<Operation, Condition>()
  readonly #ofLoop = new Map<Frame, Condition>()
  readonly #tests = new Map<Frame, Tensor>()
  readonly #choices = new Map<Operation, Choice>()
  readonly #merges = new Map<Frame, Operation[]>()

  constructor(ops: readonly Operation[], isFed: (tensor: Tensor) => boolean, evaluate: Evaluate) {
    this.#isFed = isFed
    this.#frames = findFrames(ops, isFed)
    this.#histories = knownHistories(ops, isFed, evaluate)
  }

  find(): Regions {
    const { order, all, frameOf } = this.#frames
    // what leaves a loop may come before all that enters it is known
    let known: string
    do {
      known = this.#loopConditions()
      for (const found of [this.#sources, this.#byOp, this.#tests, this.#choices, this.#merges]) found.clear()
      for (const op of order) {
        this.#name(op)
        this.#byOp.set(op, this.#condition(op))
      }
    } while (known !== this.#loopConditions())
    const loops = new Map<Frame, LoopFrame>()
    for (const frame of all) if (frame.parent) loops.set(frame, this.#loop(frame))
    for (const op of order) {
      const kind = op.op_def.spec.controlFlow
      if (kind === 'exit') this.#checkExit(op, frameOf(op))
      else if (kind === 'next_iteration' && !frameOf(op).parent)
        throw new Unstructured('control flow: a step of a loop outside of loops')
    }
    return {
      frames: this.#frames,
      loops,
      choices: this.#choices,
      conditionOf: tensor => this.#ofTensor(tensor),
      conditionOfOp: op => this.#byOp.get(op) ?? ALWAYS,
      passesOn: op => op.op_def.spec.controlFlow !== undefined || this.#histories.ops.has(op),
      sources: this.#sources,
      constants: this.#histories.constants,
    }
  }

  #loopConditions(): string {
    return Array.from(this.#ofLoop.values(), condition => condition.length).join()
  }

  /** The name of a value. */
  #source(tensor: Tensor): Tensor {
    return this.#sources.get(tensor) ?? tensor
  }

  /** Notes what the outputs of an operation that passes values on are. */
  #name(op: Operation): void {
    for (const output of op.outputs) {
      const known = this.#histories.values.get(output)
      if (known) this.#sources.set(output, known)
    }
    const kind = op.op_def.spec.controlFlow
    if (kind === undefined || kind === 'merge' || kind === 'trigger') return
    const [value] = op.inputs
    // a back edge is followed when the loop is whole
    if (value === undefined || kind === 'next_iteration') return
    for (const output of op.outputs) if (!this.#isFed(output)) this.#sources.set(output, this.#source(value))
  }

  /** A predicate under the name of what computes it: equal ones decide together. */
  #predicate(tensor: Tensor): Tensor {
    let root = this.#source(tensor)
    while (
      !this.#isFed(root) &&
      isView(root.op) &&
      root.op.op_def.inputs.length === 1 &&
      root.op.inputs[0]?.dtype.is_ref === false
    )
      root = this.#source(root.op.inputs[0])
    return root
  }

  #ofTensor(tensor: Tensor): Condition {
    if (this.#isFed(tensor)) return ALWAYS
    const { op } = tensor
    const { controlFlow } = op.op_def.spec
    if (controlFlow === 'enter') return ALWAYS
    if (controlFlow === 'exit') return this.#ofLoop.get(this.#frames.frameOf(op)) ?? ALWAYS
    const own = this.#byOp.get(op) ?? ALWAYS
    if (controlFlow !== 'switch') return own
    return this.#conditions.with(own, this.#predicate(op.inputs[1] as Tensor), tensor.value_index === 1 ? 1 : 0)
  }

  /** What a condition says beyond that the frame runs. */
  #within(frame: Frame, condition: Condition): Condition {
    let left = condition
    for (let loop: Frame | undefined = frame; loop; loop = loop.parent) {
      for (const literal of this.#ofLoop.get(loop) ?? ALWAYS) {
        if (left.some(({ predicate, branch }) => predicate === literal.predicate && branch === literal.branch))
          left = this.#conditions.without(left, literal.predicate)
      }
    }
    return left
  }

  #ofControl(op: Operation): Condition {
    const { controlFlow } = op.op_def.spec
    if (controlFlow === 'enter') return ALWAYS
    if (controlFlow === 'exit') return this.#ofLoop.get(this.#frames.frameOf(op)) ?? ALWAYS
    return this.#byOp.get(op) ?? ALWAYS
  }

  #condition(op: Operation): Condition {
    const { controlFlow } = op.op_def.spec
    // it runs though what it waits for is dead
    if (controlFlow === 'trigger') return ALWAYS
    const controls = op.control_inputs.filter(control => this.#byOp.has(control)).map(each => this.#ofControl(each))
    let condition: Condition
    if (controlFlow === 'merge') condition = this.#merge(op)
    else condition = op.inputs.map(input => this.#ofTensor(input)).reduce((a, b) => this.#conditions.and(a, b), ALWAYS)
    for (const control of controls) condition = this.#conditions.and(condition, control)
    if (controlFlow === 'enter') {
      const inner = this.#frames.resultFrame(op)
      this.#ofLoop.set(inner, this.#conditions.and(this.#ofLoop.get(inner) ?? ALWAYS, condition))
    }
    if (controlFlow === 'loop_cond') {
      const frame = this.#frames.frameOf(op)
      if (!frame.parent || this.#tests.has(frame)) throw new Unstructured('control flow: a loop with two conditions')
      if (condition.length > 0) throw new Unstructured('control flow: a loop whose condition is conditional')
      this.#tests.set(frame, this.#predicate(op.inputs[0] as Tensor))
    }
    return condition
  }

  #merge(op: Operation): Condition {
    const frame = this.#frames.frameOf(op)
    if (op.inputs.some(input => input.op.op_def.spec.controlFlow === 'next_iteration' && !this.#isFed(input))) {
      const list = this.#merges.get(frame)
      if (list) list.push(op)
      else this.#merges.set(frame, [op])
      return ALWAYS
    }
    const [first, second] = op.inputs
    if (op.inputs.length !== 2 || !first || !second)
      throw new Unstructured(`control flow: a merge of ${op.inputs.length} values`)
    const decided = this.#conditions.separated(
      this.#within(frame, this.#ofTensor(first)),
      this.#within(frame, this.#ofTensor(second)),
    )
    if (!decided) throw new Unstructured('control flow: a merge of values that no predicate tells apart')
    const [whenTrue, whenFalse] = decided.firstIsTrue ? [first, second] : [second, first]
    this.#choices.set(op, {
      op,
      predicate: decided.predicate,
      values: [this.#source(whenFalse), this.#source(whenTrue)],
      indices: decided.firstIsTrue ? [1, 0] : [0, 1],
    })
    return decided.condition
  }

  #loop(frame: Frame): LoopFrame {
    const test = this.#tests.get(frame)
    if (!test) throw new Unstructured('control flow: a loop without a condition')
    const variables = (this.#merges.get(frame) ?? []).map((merge): LoopVariable => {
      const steps = merge.inputs.filter(input => input.op.op_def.spec.controlFlow === 'next_iteration')
      const enters = merge.inputs.filter(input => input.op.op_def.spec.controlFlow === 'enter')
      const [step] = steps
      const [enter] = enters
      if (!step || !enter || merge.inputs.length !== 2 || enter.op.attr('is_constant') === true)
        throw new Unstructured('control flow: a loop variable that does not come in and go on')
      if (merge.outputs[1]?.consumers().some(user => this.#byOp.has(user)))
        throw new Unstructured('control flow: the number of the iteration as a merge tells it')
      const next = step.op.inputs[0] as Tensor
      const alive = this.#within(frame, this.#conditions.and(this.#ofTensor(next), this.#byOp.get(step.op) ?? ALWAYS))
      if (!alive.some(({ predicate, branch }) => predicate === test && branch === 1))
        throw new Unstructured('control flow: a loop variable that goes on when the loop ends')
      // sums of gradients: TensorFlow waits for ever where an iteration has nothing to add
      const condition = this.#conditions.without(alive, test)
      return { cell: merge.outputs[0] as Tensor, initial: this.#source(enter), next: this.#source(next), condition }
    })
    const cells = new Set(variables.map(({ cell }) => cell.op))
    for (const enter of frame.enters) {
      if (enter.attr('is_constant') === true) continue
      for (const output of enter.outputs)
        if (output.consumers().some(user => this.#byOp.has(user) && !cells.has(user)))
          throw new Unstructured('control flow: a value that enters a loop for its first iteration only')
    }
    const condition = this.#ofLoop.get(frame) ?? ALWAYS
    if (isNever(condition)) throw new Unstructured('control flow: a loop of whose variables some are never there')
    return { frame, test, variables, condition }
  }

  /** What leaves a loop is what is there when it ends. */
  #checkExit(op: Operation, frame: Frame): void {
    const [literal, ...more] = this.#within(frame, this.#byOp.get(op) ?? ALWAYS)
    if (!literal || more.length > 0 || literal.branch !== 0 || literal.predicate !== this.#tests.get(frame))
      throw new Unstructured('control flow: a value that leaves a loop before its end')
  }
}

const isView = (op: Operation): boolean => op.op_def.spec.lower?.kind === 'view'
