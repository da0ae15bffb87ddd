/**
 * Whether this process can run compiled plans at all. Node's options (`--jitless`), old processors and limits of the address space can
 * take away what they need; graphs then run on the reference executor.
 */

import { debugging } from '../../errors/debug.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { ModuleBuilder } from './assembler/module.ts'

/** A module with an instruction of each proposal that plans rely on: vectors, and atomics on shared memory. */
function probe(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ simd: 'plain' })
  module.function([], ['i32'], f => {
    f.op('v128.any_true', f.op('i32x4.splat', f.load('i32.atomic.load', f.i32(0))))
  })
  return module.toBytes()
}

/** Address space can be limited to less than V8 reserves for the smallest memory. */
function hasMemory(): boolean {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer instanceof SharedArrayBuffer
  } catch (error) {
    if (isStackOverflow(error)) throw error
    return false
  }
}

function findMissing(): string | undefined {
  if (typeof WebAssembly === 'undefined') return 'no WebAssembly'
  if (typeof SharedArrayBuffer === 'undefined' || typeof Atomics === 'undefined') return 'no shared memory'
  if (!WebAssembly.validate(probe())) return 'no WebAssembly with SIMD and threads'
  if (!hasMemory()) return 'no address space for WebAssembly memories'
  return undefined
}

/** undefined: not looked for yet. */
let missing: { readonly feature: string | undefined } | undefined

/** What this process lacks to run compiled plans; undefined where it lacks nothing. Found out once, at the first call. */
export function missingFeature(): string | undefined {
  if (missing === undefined) {
    missing = { feature: findMissing() }
    if (missing.feature !== undefined && debugging('plan'))
      process.stderr.write(
        `tf0 compiles no plans (this process has ${missing.feature}): the reference executor runs everything, slowly\n`,
      )
  }
  return missing.feature
}
