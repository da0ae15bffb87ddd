/** Modules of plans, compiled: equal ones once, and at once by the optimising compiler where that pays. */
import { createHash } from 'node:crypto'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { resourceExhausted } from '../../errors/status.ts'
import { LARGEST_MODULE, MOST_FUNCTIONS, type ModuleBuilder } from './assembler/module.ts'
import { v8Flags } from './assembler/v8_flags.ts'

/**
 * A plan is optimised before its first run where that run's work costs more than the optimising: about 350 ns a byte, against
 * baseline code that takes some three times as long. Nanoseconds; and nanoseconds a byte.
 */
const EAGER_COST = 5e6
const EAGER_COST_PER_BYTE = 200
const CACHED_MODULES = 64

const modules = new Map<string, WebAssembly.Module>()

export function bytesOf(module: ModuleBuilder): Uint8Array<ArrayBuffer> {
  if (module.functions > MOST_FUNCTIONS || module.size > LARGEST_MODULE)
    throw resourceExhausted(
      `the code of ${module.functions} functions with ${module.size} bytes is more than WebAssembly engines take`,
    )
  const bytes = module.toBytes()
  if (bytes.length > LARGEST_MODULE)
    throw resourceExhausted(`a module of ${bytes.length} bytes is more than WebAssembly engines take`)
  return bytes
}

/** The module of these bytes; equal bytes are compiled once. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>, cost: number): WebAssembly.Module {
  const key = createHash('sha256').update(bytes).digest('base64')
  const known = modules.get(key)
  if (known !== undefined) {
    // last in the map is the last used
    modules.delete(key)
    modules.set(key, known)
    return known
  }
  const module = cost > Math.max(EAGER_COST, EAGER_COST_PER_BYTE * bytes.length) ? optimised(bytes) : compiled(bytes)
  modules.set(key, module)
  if (modules.size > CACHED_MODULES) {
    const [oldest] = modules.keys()
    if (oldest !== undefined) modules.delete(oldest)
  }
  return module
}

/**
 * Compiles with the optimising compiler at once. V8 has no on-stack replacement for WebAssembly: without this, a first call that
 * loops for long stays in baseline code to its end.
 */
function optimised(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return v8Flags.during('eager', () => compiled(bytes))
}

/** An engine may have no room for the code, or be told to take less (`--wasm-max-module-size`); code that is wrong is a CompileError, and a mistake of ours. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes)
  } catch (error) {
    if (error instanceof globalThis.RangeError && !isStackOverflow(error))
      throw resourceExhausted(`the engine has no room for ${bytes.length} bytes of code`)
    throw error
  }
}
