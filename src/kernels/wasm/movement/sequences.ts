/**
 * The kernel `reverse_sequence` (attrs.sequence, attrs.batch: two dimensions): input 0 with the first inputs[1][b] (int32 or int64)
 * elements of each sequence of batch element b turned round. A length that no sequence has fails the step before anything is written.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { Operand, WasmKernel } from '../step.ts'
import { emitRowCopy } from './copy.ts'
import { indexCheck } from './scatter.ts'

/** Nanoseconds to find a row, and to copy a byte. */
const ROW_COST = 8
const BYTE_COST = 0.03

/** The array as [before, outer, between, inner, elements of a row], where one of outer and inner is the batch and the other the sequences. */
interface Layout {
  readonly outer: number
  readonly between: number
  readonly inner: number
  readonly rows: number
  readonly rowBytes: number
  /** The sequences are the outer dimension. */
  readonly sequencesOutside: boolean
}

function layoutOf(shape: readonly number[], sequence: number, batch: number, bytes: number): Layout {
  const [first, second] = [Math.min(sequence, batch), Math.max(sequence, batch)]
  return {
    outer: shape[first] as number,
    between: numElements(shape.slice(first + 1, second)),
    inner: shape[second] as number,
    rows: numElements(shape.slice(0, second + 1)),
    rowBytes: numElements(shape.slice(second + 1)) * bytes,
    sequencesOutside: sequence < batch,
  }
}

function emitReversed(f: FunctionBuilder, layout: Layout, input: Operand, lengths: Operand, output: Operand): void {
  const { outer, between, inner, rows, rowBytes, sequencesOutside } = layout
  const { begin, end } = f.share(THREAD, THREADS, rows, Math.max(1, Math.ceil(256 / rowBytes)))
  const [outside, inside, length, from] = f.locals('i32', 4)
  const to = f.let(
    'i32',
    f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(rowBytes))),
  )
  const base = f.let('i32', f.address(input.place, ARENA, TABLE))
  const counts = f.let('i32', f.address(lengths.place, ARENA, TABLE))
  const [at, which] = sequencesOutside ? [outside, inside] : [inside, outside]
  f.for(begin, { local: begin }, { local: end }, 1, () => {
    f.set(inside, f.op('i32.rem_u', f.get(begin), f.i32(inner)))
    f.set(outside, f.op('i32.rem_u', f.op('i32.div_u', f.get(begin), f.i32(inner * between)), f.i32(outer)))
    // lengths have been checked, so the low word says all
    f.op('i32.add', f.get(counts), f.op('i32.shl', f.get(which), f.i32(lengths.dtype === 'int64' ? 3 : 2)))
    f.set(length, f.load('i32.load'))
    f.set(from, f.get(begin))
    f.if(f.op('i32.lt_u', f.get(at), f.get(length)), () => {
      // the element as far from the end as this one is from the start
      f.op('i32.sub', f.op('i32.sub', f.get(length), f.i32(1)), f.op('i32.shl', f.get(at), f.i32(1)))
      f.set(
        from,
        f.op('i32.add', f.op('i32.mul', undefined, f.i32(sequencesOutside ? between * inner : 1)), f.get(from)),
      )
    })
    f.set(from, f.op('i32.add', f.get(base), f.op('i32.mul', f.get(from), f.i32(rowBytes))))
    emitRowCopy(f, rowBytes, to, from)
    f.increment(to, rowBytes)
  })
}

export const reverseSequence: WasmKernel = {
  emit(module, step) {
    const [input, lengths] = step.inputs
    const [output] = step.outputs
    if (input === undefined || output === undefined || (lengths?.dtype !== 'int32' && lengths?.dtype !== 'int64'))
      return undefined
    const { sequence, batch } = step.attrs as { readonly sequence: number; readonly batch: number }
    try {
      const bytes = elementBytes(input.dtype)
      const size = numElements(input.shape) * bytes
      if (size >= 2 ** 31) return undefined
      const check =
        numElements(lengths.shape) === 0 ? [] : [indexCheck(module, lengths, (input.shape[sequence] as number) + 1)]
      if (size === 0) return check
      const layout = layoutOf(input.shape, sequence, batch, bytes)
      const func = module.phase(f => emitReversed(f, layout, input, lengths, output))
      return [...check, { function: func, parallel: true, cost: layout.rows * ROW_COST + size * BYTE_COST }]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}
