/** Optimizers that gather the gradients of several replicas before they change variables (training/sync_replicas_optimizer.py). */

import {
  type PythonArguments,
  type PythonFunction,
  Signature,
  setMethodSignatures,
  setSignature,
  toNumber,
} from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { apply, applyOp } from '../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { ScatterUpdate } from '../ops/array/scatter_ops.ts'
import { unsorted_segment_sum } from '../ops/array/segment_ops.ts'
import { slice } from '../ops/array/slice_ops.ts'
import { unique } from '../ops/array/where_ops.ts'
import { cond } from '../ops/control_flow/cond.ts'
import { groupOps } from '../ops/control_flow/control_flow_ops.ts'
import { Abort } from '../ops/control_flow/dataflow_ops.ts'
import { no_op } from '../ops/core/identity_ops.ts'
import { assign } from '../ops/core/state_ops.ts'
import { less } from '../ops/math/comparison_ops.ts'
import { fill, zeros } from '../ops/math/constant_op.ts'
import { reduce_sum } from '../ops/math/reduction_ops.ts'
import { reshape, shape } from '../ops/math/shape_ops.ts'
import { ConditionalAccumulator, SparseConditionalAccumulator } from '../ops/resources/accumulators.ts'
import { FIFOQueue } from '../ops/resources/queue_classes.ts'
import { global_variables, report_uninitialized_variables } from '../ops/variables/variable_initializers.ts'
import { Variable } from '../ops/variables/variables.ts'
import { info } from '../platform/logging.ts'
import { int32 } from '../tensor/dtypes.ts'
import { int } from '../tensor/literals.ts'
import type { ExponentialMovingAverage } from './moving_averages.ts'
import { type GradientAndVariable, Optimizer } from './optimizer.ts'
import { QueueRunner } from './queue_runner.ts'

interface ApplyArgs {
  grads_and_vars: readonly GradientAndVariable[]
  global_step: Variable | null
  name: Name
}
const APPLY = 'apply_gradients(grads_and_vars, global_step=None, name=None)'
const APPLY_SIGNATURE = new Signature(APPLY)
type ApplyCall = Parameters<PythonFunction<typeof APPLY, ApplyArgs, unknown>>

interface Args {
  opt: Optimizer
  replicas_to_aggregate: number
  total_num_replicas: number | null
  variable_averages: ExponentialMovingAverage | null
  variables_to_average: readonly Variable[] | null
  replica_id?: TensorLike | null
  use_locking: boolean
  name: string
}

/** On a device, under the root of names. */
const atRoot = <R>(device: string, body: () => R): R =>
  get_default_graph().device(device, () => get_default_graph().name_scope('', body))

const METHODS = { get_init_tokens_op: 'get_init_tokens_op(num_tokens=-1)' } as const

/** What both kinds share: the wrapped optimizer, and tokens that let the replicas go on. */
abstract class SyncReplicas extends Optimizer {
  readonly _opt: Optimizer
  readonly _replicas_to_aggregate: number
  readonly _total_num_replicas: number
  readonly _tokens_per_step: number
  readonly #averages: ExponentialMovingAverage | null
  readonly #averaged: readonly Variable[] | null
  #globalStep: Variable | undefined
  #tokens: FIFOQueue | undefined
  /** What tokens are made of. */
  #step: TensorLike | undefined
  #runner: QueueRunner | undefined

  constructor(args: Args, total: number) {
    super(args.use_locking, args.name)
    this._opt = args.opt
    this._replicas_to_aggregate = toNumber(args.replicas_to_aggregate)
    this._total_num_replicas = total
    this._tokens_per_step = Math.max(total, this._replicas_to_aggregate)
    this.#averages = args.variable_averages
    this.#averaged = args.variables_to_average
  }
  /** Those of the wrapped optimizer; they are gathered when they are applied. */
  override compute_gradients(...args: Parameters<Optimizer['compute_gradients']>): GradientAndVariable[] {
    return this._opt.compute_gradients(...args)
  }
  override get_slot(variable: Variable, name: string): Variable | null {
    return this._opt.get_slot(variable, name)
  }
  override get_slot_names(): string[] {
    return this._opt.get_slot_names()
  }
  /** The arguments of `apply_gradients`, checked. */
  _bound(args: ApplyCall): ApplyArgs & { global_step: Variable } {
    const { grads_and_vars, global_step, name } = APPLY_SIGNATURE.bind(args) as unknown as ApplyArgs
    const pairs = [...(grads_and_vars ?? [])]
    if (pairs.length === 0) throw new ValueError('Must supply at least one variable')
    if (global_step === null) throw new ValueError('Global step is required to check staleness')
    this.#globalStep = global_step
    return { grads_and_vars: pairs, global_step, name }
  }
  /** The operation that applies the gathered gradients, and the queue of tokens: one for each replica that may begin a step. */
  _update(
    gathered: readonly GradientAndVariable[],
    global_step: Variable,
  ): { update: Operation; tokens: FIFOQueue; unused: FIFOQueue } {
    const update = atRoot(global_step.device, () => this._opt.apply_gradients(gathered, global_step))
    return atRoot(global_step.device, () => {
      const tokens = new FIFOQueue(-1, global_step.dtype.base_dtype, { shapes: [[]], shared_name: 'sync_token_q' })
      this.#tokens = tokens
      return { update, tokens, unused: new FIFOQueue(1, int32, { shapes: [[]], shared_name: 'dummy_queue' }) }
    })
  }
  /** After `before` the chief hands out the tokens of the next step. */
  _handOut(before: readonly (Operation | Tensor)[], step: TensorLike, tokens: FIFOQueue, unused: FIFOQueue): void {
    const graph = get_default_graph()
    this.#step = step
    let sync = graph.control_dependencies(before, () => tokens.enqueue_many([fill([this._tokens_per_step], step)]))
    const averages = this.#averages
    if (averages !== null) {
      sync = graph.control_dependencies([sync], () => graph.name_scope('', () => averages.apply(this.#averaged)))
    }
    this.#runner = new QueueRunner(unused, [sync])
  }
  /** The queue runner of the chief, which applies gradients and hands out tokens. Errors: ValueError before `apply_gradients`. */
  get_chief_queue_runner(): QueueRunner {
    if (!this.#runner) throw new ValueError('Should be called after apply_gradients().')
    return this.#runner
  }
  /** The operation of the chief that hands out the first tokens. Errors: ValueError before `apply_gradients`, or for too few tokens. */
  get_init_tokens_op(...args: PythonArguments<typeof METHODS.get_init_tokens_op, { num_tokens: number }>): Operation
  get_init_tokens_op(num_tokens: number): Operation {
    const [global, step, tokens] = [this.#globalStep, this.#step, this.#tokens]
    if (!global || step === undefined || !tokens)
      throw new ValueError('get_init_tokens_op() should be called after apply_gradients().')
    const asked = toNumber(num_tokens ?? -1)
    const needed = this._replicas_to_aggregate - this._total_num_replicas
    const count = asked === -1 ? this._replicas_to_aggregate : asked
    if (count < needed)
      throw new ValueError(`Too few tokens to finish the first step: ${count} (given) vs ${needed} (needed)`)
    if (count <= 0) return no_op({ name: 'no_init_tokens' })
    return atRoot(global.device, () => tokens.enqueue_many([fill([count], step)]))
  }
}
setMethodSignatures(SyncReplicas, ...Object.values(METHODS))

const SECOND_TEXT =
  "SyncReplicasOptimizerV2(opt, replicas_to_aggregate, total_num_replicas=None, variable_averages=None, variables_to_average=None, use_locking=False, name='sync_replicas')"

/**
 * Averages the gradients of `replicas_to_aggregate` replicas in accumulators, which drop stale ones, and applies them once
 * with `opt`. The chief runs `chief_init_op`, `get_init_tokens_op()` and the queue runner; the others `local_step_init_op`.
 */
export class SyncReplicasOptimizerV2 extends SyncReplicas {
  #local: Variable | undefined
  local_step_init_op!: Tensor
  chief_init_op!: Operation
  ready_for_local_init_op!: Tensor

  constructor(...args: PythonArguments<typeof SECOND_TEXT, Args>) {
    const bound = SECOND.bind(args) as unknown as Args
    const total = toNumber(bound.total_num_replicas ?? bound.replicas_to_aggregate)
    super(bound, total)
    info('SyncReplicasV2: replicas_to_aggregate=%s; total_num_replicas=%s', bound.replicas_to_aggregate, total)
  }
  override apply_gradients(...args: ApplyCall): Operation {
    const { grads_and_vars, global_step } = this._bound(args)
    const graph = get_default_graph()
    const local = new Variable({
      initial_value: 0,
      trainable: false,
      collections: [GraphKeys.LOCAL_VARIABLES],
      dtype: global_step.dtype.base_dtype,
      name: 'sync_rep_local_step',
    })
    this.#local = local
    this.local_step_init_op = assign(local, global_step)
    this.ready_for_local_init_op = report_uninitialized_variables(global_variables())
    return withScope(null, this._name, [], () => {
      const pushed: Operation[] = []
      const accumulators: [ConditionalAccumulator | SparseConditionalAccumulator, string][] = []
      const local_step = this.#local ?? 0
      const gathered = grads_and_vars.map(([grad, variable]): GradientAndVariable => {
        if (grad === null) return [null, variable]
        return graph.device(variable.device, () => {
          const shared_name = `${variable.name}/grad_accum`
          if (grad instanceof Tensor) {
            const accumulator = new ConditionalAccumulator(grad.dtype, { shape: variable.get_shape(), shared_name })
            accumulators.push([accumulator, variable.device])
            pushed.push(accumulator.apply_grad(grad, local_step))
            return [accumulator.take_grad(this._replicas_to_aggregate), variable]
          }
          if (!(grad instanceof IndexedSlices)) throw new ValueError('Unknown grad type!')
          const accumulator = new SparseConditionalAccumulator(grad.dtype, { shape: [], shared_name })
          accumulators.push([accumulator, variable.device])
          pushed.push(accumulator.apply_indexed_slices_grad(grad, local_step))
          return [accumulator.take_indexed_slices_grad(this._replicas_to_aggregate), variable]
        })
      })
      const { update, tokens, unused } = this._update(gathered, global_step)
      const train = atRoot(global_step.device, () => {
        const token = graph.control_dependencies(pushed, () => tokens.dequeue()) as Tensor
        const step = assign(local, token)
        this._handOut([update], global_step, tokens, unused)
        return step
      })
      const starts = accumulators.map(([accumulator, device]) =>
        graph.device(device, () => accumulator.set_global_step(global_step, 'SetGlobalStep')),
      )
      this.chief_init_op = groupOps([this.local_step_init_op, ...starts], null)
      return train as unknown as Operation
    })
  }
}
// @ts-expect-error the guarded class takes its place
SyncReplicasOptimizerV2 = guardedClass(SyncReplicasOptimizerV2)
const SECOND = setSignature(SyncReplicasOptimizerV2, SECOND_TEXT)

const FIRST_TEXT =
  "SyncReplicasOptimizer(opt, replicas_to_aggregate, variable_averages=None, variables_to_average=None, replica_id=None, total_num_replicas=0, use_locking=False, name='sync_replicas')"

/**
 * The earlier kind: gradients wait in queues and are summed; the steps of all replicas are one variable, in which this one is `replica_id`.
 */
export class SyncReplicasOptimizer extends SyncReplicas {
  readonly #replica: TensorLike
  /** Queues of the gradients so far and their devices, cleared after each update: those with one component first. */
  readonly #single: [FIFOQueue, string][] = []
  readonly #sparse: [FIFOQueue, string][] = []
  #cleanUp: Operation | undefined

  constructor(...args: PythonArguments<typeof FIRST_TEXT, Args>) {
    const bound = FIRST.bind(args) as unknown as Args
    const total = toNumber(bound.total_num_replicas) || toNumber(bound.replicas_to_aggregate)
    super(bound, total)
    const { replica_id } = bound
    this.#replica = typeof replica_id === 'number' ? int(replica_id) : (replica_id as TensorLike)
    info('SyncReplicas enabled: replicas_to_aggregate=%s; total_num_replicas=%s', bound.replicas_to_aggregate, total)
  }
  override apply_gradients(...args: ApplyCall): Operation {
    const { grads_and_vars, global_step, name } = this._bound(args)
    const graph = get_default_graph()
    const locals = graph.device(
      global_step.device,
      () =>
        new Variable(zeros([this._total_num_replicas], global_step.dtype.base_dtype), {
          trainable: false,
          name: 'local_steps',
        }),
    )
    const mine = slice(locals.ref(), reshape(this.#replica, [1]), [1], { name: 'get_local_step' })
    const isStale = less(reshape(mine, []), global_step)
    return withScope(
      name,
      this._name,
      grads_and_vars.flat().filter(value => value !== null),
      scope => {
        const pushed: Operation[] = []
        const gathered = grads_and_vars.map(
          ([grad, variable]): GradientAndVariable => [
            graph.device(variable.device, () => this.#gathered(grad, variable, pushed)),
            variable,
          ],
        )
        const { update, tokens, unused } = this._update(gathered, global_step)
        const cleared = graph.control_dependencies([update], () => [
          ...this.#single.map(([queue, device]) =>
            graph.device(device, () => queue.dequeue_many(queue.size()) as Tensor),
          ),
          ...this.#sparse.map(([queue, device]) =>
            graph.device(device, () => (queue.dequeue_many(queue.size()) as [Tensor, Tensor])[1]),
          ),
        ])
        this.#cleanUp = graph.device(global_step.device, () => applyOp(Abort, { error_msg: 'From sync_replicas' }))
        const trained = cond(
          isStale,
          () => [no_op({ name: 'no_grad_enqueue' })],
          () => [groupOps(pushed, null)],
        )
        return atRoot(global_step.device, () => {
          const train = graph.control_dependencies([trained], () =>
            apply(ScatterUpdate, { ref: locals, indices: this.#replica, updates: tokens.dequeue() as Tensor }, scope),
          )
          this._handOut(cleared, global_step.ref(), tokens, unused)
          return train as unknown as Operation
        })
      },
    )
  }
  #gathered(grad: GradientAndVariable[0], variable: Variable, pushed: Operation[]): GradientAndVariable[0] {
    if (grad === null) return null
    if (grad instanceof Tensor) {
      const queue = new FIFOQueue(this._tokens_per_step * 2, grad.dtype, {
        shapes: [variable.get_shape()],
        shared_name: variable.name,
      })
      this.#single.push([queue, variable.device])
      pushed.push(queue.enqueue([grad]))
      return reduce_sum(queue.dequeue_many(this._replicas_to_aggregate) as Tensor, [0])
    }
    if (!(grad instanceof IndexedSlices)) throw new ValueError('Unknown grad type!')
    return this.#gatheredSlices(grad, variable, pushed)
  }
  #gatheredSlices(grad: IndexedSlices, variable: Variable, pushed: Operation[]): IndexedSlices {
    const graph = get_default_graph()
    const row = (variable.get_shape().as_list() as number[]).slice(1)
    const rows = new FIFOQueue(-1, [grad.values.dtype, grad.indices.dtype], {
      shapes: [row, []],
      shared_name: `sparse_grad_q_${variable.name}`,
    })
    this.#sparse.push([rows, variable.device])
    const complete = new FIFOQueue(this._replicas_to_aggregate * 2, int32, {
      shapes: [[]],
      shared_name: `sparse_token_q_${variable.name}`,
    })
    this.#single.push([complete, variable.device])
    const enqueued = rows.enqueue_many([grad.values, grad.indices])
    pushed.push(graph.control_dependencies([enqueued], () => complete.enqueue([1])))
    return graph.control_dependencies([complete.dequeue_many(this._replicas_to_aggregate) as Tensor], () => {
      const [values, indices] = rows.dequeue_many(rows.size()) as [Tensor, Tensor]
      const [distinct, position] = unique(indices)
      const count = shape(distinct).at(0)
      return new IndexedSlices(unsorted_segment_sum(values, position, count), distinct, grad.dense_shape)
    })
  }
  /** The operation of the chief that ends the server which holds the tokens, so that all start again. Errors: ValueError before `apply_gradients`. */
  get_clean_up_op(): Operation {
    if (!this.#cleanUp) throw new ValueError('get_clean_up_op() should be called after apply_gradients().')
    return this.#cleanUp
  }
}
// @ts-expect-error the guarded class takes its place
SyncReplicasOptimizer = guardedClass(SyncReplicasOptimizer)
const FIRST = setSignature(SyncReplicasOptimizer, FIRST_TEXT)
