/** Functions of a program that run within a graph (tf.py_func): scalars reach them as numpy's. */
import { presentScalars } from '../../ops/resources/py_func_ops.ts'
import { NumpyScalar } from '../numpy/scalar.ts'
import { CALL } from '../objects/values/callable.ts'

/** Their elements are values by themselves. */
const OBJECTS: ReadonlySet<string> = new Set(['string', 'resource'])

export function adaptCallbacks(): void {
  presentScalars((func, scalar, otherwise) => {
    const isPython = typeof func === 'function' && CALL in func
    return isPython && !OBJECTS.has(scalar.dtype.base) ? NumpyScalar.of_array(scalar.copy()) : otherwise(func, scalar)
  })
}
