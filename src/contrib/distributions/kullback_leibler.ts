/** Kullback-Leibler divergences by pairs of distributions (contrib/distributions/python/ops/kullback_leibler.py). */

import { pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import { type Name, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { logical_not } from '../../ops/math/logical_ops.ts'
import { reduce_any } from '../../ops/math/reduction_ops.ts'
import { is_nan } from '../../ops/math/rounding_ops.ts'
import type { Distribution } from './distribution.ts'

// biome-ignore lint/suspicious/noExplicitAny: constructors take what they please
type DistributionClass<D extends Distribution = Distribution> = new (...args: any[]) => D
/** The divergence of b from a. */
export type Divergence<A extends Distribution, B extends Distribution> = (
  a: A,
  b: B,
  options: { readonly name: Name },
) => Tensor

const divergences = new Map<unknown, Map<unknown, Divergence<never, never>>>()

/** A class and those that it extends, nearest first. */
function* hierarchy(type: unknown): IterableIterator<unknown> {
  for (let at = type; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) yield at
}

/** What is registered for the nearest classes of both. */
function registeredDivergence(a: unknown, b: unknown): Divergence<Distribution, Distribution> | null {
  let nearest = Number.POSITIVE_INFINITY
  let found: Divergence<never, never> | null = null
  for (const [i, parentA] of [...hierarchy(a)].entries()) {
    for (const [j, parentB] of [...hierarchy(b)].entries()) {
      const candidate = divergences.get(parentA)?.get(parentB)
      if (!candidate || i + j >= nearest) continue
      nearest = i + j
      found = candidate
    }
  }
  return found as Divergence<Distribution, Distribution> | null
}

interface KlArgs {
  dist_a: Distribution
  dist_b: Distribution
  allow_nan: boolean
  name: Name
}
/**
 * The Kullback-Leibler divergence KL(a ‖ b) = E over a of log(a / b), in nats, of the shape of the batches. Unless NaN is
 * allowed, a run in which it is NaN fails with InvalidArgumentError. Errors: NotImplementedError where none is
 * registered for the two.
 */
export const kl = pyfunction(
  'kl(dist_a, dist_b, allow_nan=False, name=None)',
  ({ dist_a, dist_b, allow_nan, name }: KlArgs): Tensor => {
    const divergence = registeredDivergence(dist_a.constructor, dist_b.constructor)
    if (!divergence) {
      const [a, b] = [dist_a, dist_b].map(pythonTypeName)
      throw new NotImplementedError(`No KL(dist_a || dist_b) registered for dist_a type ${a} and dist_b type ${b}`)
    }
    return withScope('KullbackLeibler', null, [], () => {
      const value = divergence(dist_a, dist_b, { name })
      if (allow_nan) return value
      const given = identity(value, { name: 'kl' })
      const isNumber = logical_not(reduce_any(is_nan(given)))
      const message = `KL calculation between ${dist_a.name} and ${dist_b.name} returned NaN values (and was called with allow_nan=False).  Values:`
      return control_dependencies([Assert_(isNumber, [message, given])], () => identity(given, { name: 'checked_kl' }))
    })
  },
)

/**
 * Registers the divergence of two kinds of distributions, for their subclasses too. Of several that fit, `kl` takes that of
 * the nearest classes.
 *
 *     tf.contrib.distributions.RegisterKL(Mine, Mine)((a, b, { name }) => …)
 *
 * Errors: TypeError for what is no function, ValueError where the pair has one already.
 */
export function RegisterKL<A extends Distribution, B extends Distribution>(
  dist_cls_a: DistributionClass<A>,
  dist_cls_b: DistributionClass<B>,
): (kl_fn: Divergence<A, B>) => Divergence<A, B> {
  return kl_fn => {
    if (typeof kl_fn !== 'function') throw new TypeError(`kl_fn must be callable, received: ${pythonStr(kl_fn)}`)
    const ofA = divergences.get(dist_cls_a) ?? new Map<unknown, Divergence<never, never>>()
    const before = ofA.get(dist_cls_b)
    if (before)
      throw new ValueError(
        `KL(${dist_cls_a.name} || ${dist_cls_b.name}) has already been registered to: ${pythonStr(before)}`,
      )
    divergences.set(dist_cls_a, ofA.set(dist_cls_b, kl_fn as Divergence<never, never>))
    return kl_fn
  }
}
// @ts-expect-error the guarded function takes its place
RegisterKL = guarded(RegisterKL)
