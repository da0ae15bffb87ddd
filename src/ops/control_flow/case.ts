/** tf.case (ops/control_flow_ops.py): a chain of conds. */

import { isSequence } from '../../calling/nest.ts'
import { noAttribute, tupleRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { type Name, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { bool, int32, string } from '../../tensor/dtypes.ts'
import { pack } from '../array/pack_ops.ts'
import { no_op } from '../core/identity_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { less } from '../math/comparison_ops.ts'
import { constant } from '../math/constant_op.ts'
import { logical_and, logical_not } from '../math/logical_ops.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { cond } from './cond.ts'
import { Assert_ } from './logging_ops.ts'

type Branch = () => unknown
type Pair = readonly [Tensor, Branch]
interface CaseArgs {
  pred_fn_pairs: readonly Pair[] | ReadonlyMap<Tensor, Branch>
  default: Branch
  exclusive: boolean
  name: Name
}
/**
 * The result of the function that belongs to the first predicate that holds, else of `default`. `pred_fn_pairs`: a list of
 * [bool scalar, function], or a Map. `exclusive`: more than one predicate that holds is a run-time error (InvalidArgument).
 *
 *     tf.case([[tf.less(x, y), () => tf.constant(17)]], () => tf.constant(23))
 */
const case_ = pyfunction(
  "case(pred_fn_pairs, default, exclusive=False, name='case')",
  // biome-ignore lint/suspicious/noExplicitAny: what the functions return
  (args: CaseArgs): any => {
    const { exclusive } = args
    let pairs = args.pred_fn_pairs as readonly Pair[]
    if (args.pred_fn_pairs instanceof Map) pairs = [...args.pred_fn_pairs] as Pair[]
    else if (!isSequence(pairs)) throw new TypeError('fns must be a list, tuple, or dict')
    for (const pair of pairs) {
      if (!isSequence(pair) || pair.length !== 2) throw new TypeError('Each entry in pred_fn_pairs must be a 2-tuple')
      const [pred, fn] = pair
      if (pred?.dtype === undefined) throw noAttribute(pred, 'dtype')
      // Python's message keeps its two parts
      if (pred.dtype !== bool) throw new TypeError(tupleRepr(['pred must be of type bool: %s', pred.name]))
      if (typeof fn !== 'function') throw new TypeError(`fn for pred ${pred.name} must be callable.`)
    }
    if (typeof args.default !== 'function') throw new TypeError('default must be callable.')
    const preds = pairs.map(([pred]) => pred)
    const fns = [...pairs.map(([, fn]) => fn), args.default]
    return withScope(args.name, 'case', [preds], () => {
      // Python's zip of no pairs
      if (preds.length === 0) throw new ValueError('not enough values to unpack (expected 2, got 0)')
      const conditions = caseConditions(preds)
      const empty = emptyResult(args.default)
      const build = (): unknown => {
        let before: unknown
        for (const [i, condition] of [...conditions].reverse().entries()) {
          const otherwise = before
          before = cond(condition, fns[conditions.length - 1 - i] as Branch, i === 0 ? empty : () => otherwise, {
            name: `If_${i}`,
          })
        }
        return before
      }
      if (!exclusive) return build()
      const all = pack(preds, { name: 'preds_c' })
      const count = reduce_sum(cast(all, int32), { name: 'num_true_conds' })
      const atMostOne = less(count, constant(2, int32, null, 'two_true_conds'))
      const message = `More than one condition evaluated as True but exclusive=True.  Conditions: (${preds.map(pred => pred.name).join(', ')}), Values:`
      return get_default_graph().control_dependencies(
        [Assert_(atMostOne, [message, all], { summarize: preds.length })],
        build,
      )
    })
  },
)

export { case_ as case }

/** For each predicate that it holds and none before it; last, that none holds. */
function caseConditions(preds: readonly Tensor[]): Tensor[] {
  const graph = get_default_graph()
  const inScope = (name: string, body: () => Tensor): Tensor => graph.inNameScope(name, body)
  const not = preds.map((pred, i) => inScope(`not_${i}`, () => logical_not(pred)))
  const noneBefore = [constant(true, { name: 'always_true' })]
  for (const [i, each] of not.entries())
    noneBefore.push(inScope(`and_not_${i}`, () => logical_and(noneBefore.at(-1) as Tensor, each)))
  const conditions = preds.map((pred, i) => inScope(`case_${i}`, () => logical_and(pred, noneBefore[i] as Tensor)))
  conditions.push(inScope('case_none_are_true', () => noneBefore.at(-1) as Tensor))
  return conditions
}

/** Something of the types of the default's result, for a branch that is never taken. */
function emptyResult(makeDefault: Branch): () => unknown {
  return get_default_graph().inNameScope('case_create_empty', () => {
    const like = makeDefault()
    const emptyLike = (value: unknown): unknown => {
      if (value instanceof Operation) return no_op()
      const { dtype } = value as Tensor
      return dtype === string ? constant('') : constant(dtype === bool ? false : 0, dtype.base_dtype)
    }
    return () => (isSequence(like) ? like.map(emptyLike) : emptyLike(like))
  })
}
