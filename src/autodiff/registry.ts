/** Gradient functions that users register, and the lookup of an operation's. */
import { guarded } from '../errors/boundary.ts'
import { KeyError, LookupError, TypeError } from '../errors/python.ts'
import { captureTraceback, type UserFrame, userFrames } from '../errors/user_line.ts'
import type { GradientFunction } from '../graph/op_def.ts'
import { lookupOp } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import { gradientOfCall } from '../ops/control_flow/symbolic_gradient_ops.ts'

interface Registration {
  readonly gradient: GradientFunction | null
  /** Where the user's program registered it. */
  readonly place: UserFrame | undefined
}
const registered = new Map<string, Registration>()

/**
 * Registers a gradient function under a name: an op's, or one for `graph.gradient_override_map`.
 *
 *     tf.RegisterGradient('MyRelu')((op, grad) => grad.mul(2))
 */
export function RegisterGradient(op_type: string): (f: GradientFunction) => GradientFunction {
  if (typeof op_type !== 'string') throw new TypeError('op_type must be a string')
  return f => {
    add(op_type, f)
    return f
  }
}
// @ts-expect-error the guarded function takes its place
RegisterGradient = guarded(RegisterGradient)
/** Says that ops of this type have no gradient: None flows back silently. */
export function NotDifferentiable(op_type: string): void {
  if (typeof op_type !== 'string') throw new TypeError('op_type must be a string')
  add(op_type, null)
}
// @ts-expect-error the guarded function takes its place
NotDifferentiable = guarded(NotDifferentiable)
export const NoGradient: typeof NotDifferentiable = NotDifferentiable

function add(name: string, f: GradientFunction | null): void {
  const own = lookupOp(name)?.spec.gradient
  const before = registered.get(name)
  if (before || (own !== undefined && own !== 'unregistered')) {
    const place = before?.place
    const where = place ? `(Previous registration was in ${place.name} ${place.file}:${place.line})` : ''
    throw new KeyError(`Registering two gradient with name '${name}' !${where}`)
  }
  // the outermost call, as TensorFlow counts from there
  registered.set(name, { gradient: f, place: userFrames(captureTraceback(), 40).at(-1) })
}

/** The gradient function of `op`, null where it is not differentiable; a LookupError where none is registered. */
export function gradientFunction(op: Operation): GradientFunction | null {
  if (op.inputs.length === 0) return null
  if (op.op_def.spec.calls === 'function') return op.graph.functions.get(op.type)?.gradient ?? gradientOfCall
  const name = (op.attr('_gradient_op_type') as string | undefined) ?? op.type
  const given = registered.get(name)
  if (given) return given.gradient
  const own = lookupOp(name)?.spec.gradient
  if (own === 'none') return null
  if (own === undefined || own === 'unregistered')
    throw new LookupError(`No gradient defined for operation '${op.name}' (op type: ${op.type})`)
  return own
}
