/** Functions of the host language as operations (script_ops.py). */

import { pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { deeper } from '../../errors/nesting.ts'
import { ValueError } from '../../errors/python.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { internal, invalidArgument, unimplemented } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { isBare, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { MOST_ARGUMENTS } from '../../graph/gradient_call.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { unknownShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { type DType, type DTypeLike, float64, int64 } from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'

// biome-ignore lint/suspicious/noExplicitAny: it takes what the tensors hold: arrays, numbers, bytes
export type PyFunction = (...args: any[]) => unknown

/** Functions by token: those of a graph live and go with it. */
const functionsOf = new WeakMap<object, Map<string, PyFunction>>()
/**
 * Those whose nodes were exported: another graph may import the node, and finds the function for as long as the first graph lives. A weak
 * reference keeps its target until the program returns to the event loop, so there is none before it is needed.
 */
const exported = new Map<string, WeakRef<PyFunction>>()
const forgotten = new FinalizationRegistry<string>(token => exported.delete(token))
function noteExport({ graph, attrs }: Operation): void {
  const token = String(attrs.get('token'))
  const own = functionsOf.get(graph)?.get(token)
  if (!own || exported.has(token)) return
  exported.set(token, new WeakRef(own))
  forgotten.register(own, token)
}
let registered = 0

/** What a function is given for a scalar: a plain value, unless the front end of its language knows better. */
type Scalar = (func: PyFunction, scalar: NDArray) => unknown
const plainScalar: Scalar = (_, scalar) => scalar.item() as unknown
let scalarFor = plainScalar

/** Lets a front end say what its functions are given for scalars. */
export function presentScalars(by: (func: PyFunction, scalar: NDArray, otherwise: Scalar) => unknown): void {
  scalarFor = (func, scalar) => by(func, scalar, plainScalar)
}

function register(func: PyFunction): string {
  const token = `pyfunc_${registered++}`
  // one object per token, also where a function is registered twice or is none
  const own: PyFunction = (...inputs: NDArray[]) =>
    func(
      ...inputs.map(input =>
        input.shape.length > 0 || input.dtype.is_complex ? input.copy() : scalarFor(func, input),
      ),
    )
  const graph = get_default_graph()
  const known = functionsOf.get(graph)
  if (known) known.set(token, own)
  else functionsOf.set(graph, new Map([[token, own]]))
  return token
}

function leafOf(value: unknown): unknown {
  let leaf = value
  for (let depth = 0; Array.isArray(leaf) && leaf.length > 0; depth = deeper(depth)) leaf = leaf[0]
  return leaf
}
const isWhole = (value: unknown, depth = 0): boolean =>
  Array.isArray(value) ? value.every(item => isWhole(item, deeper(depth))) : Number.isInteger(value)

function toArray(value: unknown, expected: DType | undefined): NDArray {
  // a view of an argument shares memory that the run uses again
  if (value instanceof NDArray) return value.base === null ? value : value.copy()
  if (isBare(value)) {
    const whole = isWhole(value)
    const fits =
      expected !== undefined && (expected.is_floating || expected.is_complex || (expected.is_integer && whole))
    return NDArray.of(value, fits ? expected : whole ? int64 : float64)
  }
  const leaf = leafOf(value)
  if (leaf instanceof PyInt || typeof leaf === 'bigint') return NDArray.of(value, int64)
  if (leaf instanceof PyFloat) return NDArray.of(value, float64)
  try {
    return NDArray.of(value)
  } catch (error) {
    if (isStackOverflow(error)) throw error
    throw unimplemented(`Unsupported object type ${pythonTypeName(leaf)}`)
  }
}

const call: Kernel = k => {
  const token = String(k.attr('token'))
  let returned: unknown
  try {
    const func = functionsOf.get(k.graph)?.get(token) ?? exported.get(token)?.deref()
    if (!func) throw new ValueError(`callback ${token} is not found`)
    returned = func(...k.inputs)
  } catch (error) {
    process.stderr.write(
      `W tensorflow/core/kernels: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    const status = internal(`Failed to run py callback ${token}: see error log.`)
    status.cause = error
    throw status
  }
  const list = Array.isArray(returned) ? returned : returned === null || returned === undefined ? [] : [returned]
  const expected = k.outputTypes
  const arrays = list.map((value, i) => toArray(value, expected[i]))
  if (arrays.length !== expected.length) {
    throw invalidArgument(`${token} returns ${arrays.length} values, but expects to see ${expected.length} values.`)
  }
  for (const [i, { dtype }] of arrays.entries()) {
    const wanted = expected[i] as DType
    if (dtype !== wanted)
      throw invalidArgument(`${i}-th value returned by ${token} is ${dtype.cpp_name}, but expects ${wanted.cpp_name}`)
  }
  // the function may go on to write what it returned
  return arrays.map(array => array.copy())
}

const common: OpSpec = {
  inputs: ['input: Tin'],
  outputs: ['output: Tout'],
  attrs: ['token: string', 'Tin: list(type) >= 0', 'Tout: list(type) >= 0'],
  hostAccess: { to: 'functions' },
  infer: unknownShape,
  gradient: 'none',
  kernel: call,
  exported: noteExport,
  lower: { kind: 'host' },
}
export const PyFunc = defineOp('PyFunc', { ...common, stateful: true })
export const PyFuncStateless = defineOp('PyFuncStateless', common)

interface PyFuncArgs {
  func: PyFunction
  inp: readonly TensorLike[]
  Tout: DTypeLike | readonly DTypeLike[]
  stateful: boolean
  name: Name
}
/**
 * Calls `func` whenever the operation runs, with the values of the tensors `inp`: NDArrays, and plain numbers, booleans or
 * Buffers for scalars. It returns an array of values of the types `Tout`, or one value; bare numbers are of the type that
 * is asked for. The outputs' shapes are unknown, and no gradient flows through.
 *
 *     const y = tf.py_func(x => tf.np.sinh(x), [x], tf.float32)
 *
 * Returns a tensor, or an array of tensors where `Tout` is an array (the operation where that is empty). A run fails with
 * InternalError where `func` throws (the exception goes to stderr), and with InvalidArgumentError where it returns other
 * types, or another number of values. The function is not part of a GraphDef. ValueError for more than 65,535 inputs, which
 * are more than a call takes arguments.
 */
export const py_func = pyfunction(
  'py_func(func, inp, Tout, stateful=True, name=None)',
  // biome-ignore lint/suspicious/noExplicitAny: one tensor or an array of them, as Tout is written
  ({ func, inp, Tout, stateful, name }: PyFuncArgs): any => {
    const several = Array.isArray(Tout)
    const types = several ? (Tout as readonly DTypeLike[]) : [Tout as DTypeLike]
    if (inp?.length > MOST_ARGUMENTS)
      throw new ValueError(`py_func calls func with at most ${MOST_ARGUMENTS} arguments, inp has ${inp.length} tensors`)
    const op: Operation = applyOp(
      stateful ? PyFunc : PyFuncStateless,
      { input: inp, token: register(func), Tout: types },
      name,
    )
    const outputs: readonly Tensor[] = op.outputs
    if (!several) return outputs[0]
    return outputs.length === 0 ? op : [...outputs]
  },
)
