/** The Python front end: runs old programs, Python 2 or 3, on tf0. */

import { type InterpreterOptions, PythonInterpreter } from './interpreter.ts'
import { numpyModules } from './numpy/module.ts'
import type { Namespace } from './objects/values/module.ts'
import { tensorflowModules } from './tensorflow/module.ts'

/**
 * A Python that imports tf0 as `tensorflow` and its `np` as `numpy`.
 *
 *     import * as tf from 'tf0'
 *     const python = await createPython(tf)
 *     python.run('import tensorflow as tf\nprint(tf.Session().run(tf.constant(1) + 2))')
 */
export function createPython(tf: Namespace, options: InterpreterOptions = {}): Promise<PythonInterpreter> {
  const np = tf['np'] as Namespace
  return PythonInterpreter.create({
    ...options,
    modules: [...(options.modules ?? []), tensorflowModules(tf), numpyModules(np)],
  })
}

export { formatTraceback, type InterpreterOptions, PythonInterpreter, type RunOptions } from './interpreter.ts'
export { MissingNameError } from './objects/missing.ts'
