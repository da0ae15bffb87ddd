/** The Python front end: runs old programs, Python 2 or 3, on tf0. */

import { seedNewGraphs } from '../graph/initial_seed.ts'
import { type InterpreterOptions, PythonInterpreter } from './interpreter.ts'
import { numpyModules } from './numpy/module.ts'
import type { Namespace } from './objects/values/module.ts'
import { tensorflowModules } from './tensorflow/module.ts'
import { protobufModules } from './tensorflow/protobuf.ts'

/** `tf` and `np` with their global generators seeded, graphs that are yet to be made included. */
function seedLibraries(tf: Namespace, seed: number): void {
  seedNewGraphs(seed)
  ;(tf['set_random_seed'] as (seed: number) => void)(seed)
  ;((tf['np'] as Namespace)['random'] as { seed(seed: number): void }).seed(seed)
}

/**
 * A Python that imports tf0 as `tensorflow` and its `np` as `numpy`.
 *
 *     import * as tf from 'tf0'
 *     const python = await createPython(tf)
 *     python.run('import tensorflow as tf\nprint(tf.Session().run(tf.constant(1) + 2))')
 *
 * With a `seed`, Python's random, numpy's global generator and every graph begin with it.
 */
export function createPython(tf: Namespace, options: InterpreterOptions = {}): Promise<PythonInterpreter> {
  const np = tf['np'] as Namespace
  const { seed = null } = options
  if (seed !== null) seedLibraries(tf, seed)
  return PythonInterpreter.create({
    ...options,
    modules: [...(options.modules ?? []), tensorflowModules(tf), numpyModules(np), protobufModules()],
  })
}

export { endOf, formatTraceback, type ProgramEnd } from './ending.ts'
export { type InterpreterOptions, PythonInterpreter, type RunOptions } from './interpreter.ts'
export { MissingNameError } from './objects/missing.ts'
export type { TracebackPlace } from './objects/text/traceback.ts'
