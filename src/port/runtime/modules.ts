/** Python's own library, numpy's Python-only parts, and seeds, for ported programs. */
import * as np from '../../np/index.ts'
import { numpyModules } from '../../python/numpy/module.ts'
import { ImportError, systemExit } from '../../python/objects/exceptions.ts'
import { machine } from '../../python/objects/machine.ts'
import type { PyModule } from '../../python/objects/values/module.ts'
import '../../python/tensorflow/type_slots.ts'
import '../../python/tensorflow/dtype_type.ts'
import { set_random_seed } from '../../graph/build/public.ts'
import { seedNewGraphs } from '../../graph/initial_seed.ts'
import { s } from '../../ops/array/slice_ops.ts'
import { endOf } from '../../python/ending.ts'
import { seedRandom } from '../../python/stdlib/random.ts'
import { standardModules } from '../../python/stdlib/standard.ts'
import { useSlices } from '../../python/tensorflow/indexing.ts'
import { type Any, proxied, toPython } from './values.ts'

let standard: ((name: string) => PyModule | undefined) | undefined
let numpy: ((name: string) => PyModule | undefined) | undefined

useSlices(s as never)
machine.argv = process.argv.slice(1)

/** A module of Python's library: `const os = py.module('os')`. */
export function module(name: string): Any {
  standard ??= standardModules()
  numpy ??= numpyModules(np as never)
  const found = name.split('.')[0] === 'numpy' ? numpy(name) : standard(name)
  if (!found) throw new ImportError(`No module named ${name}`)
  return proxied(found)
}

/** What `tf0 run --seed` does: every graph, numpy and Python's random begin with this seed. */
export function seed(value: number): void {
  seedNewGraphs(value)
  set_random_seed(value)
  np.random.seed(value)
  seedRandom(value)
}

/** Python's `sys.exit(status)`. */
export function exit(status: Any = null): never {
  const { code, text } = endOf(systemExit(toPython(status)), new Map())
  process.stderr.write(text)
  process.exit(code)
}
