/** Cells around cells (ops/rnn_cell.py). */

import { pythonTypeName } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { AttributeError, ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { device } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { random_uniform_initializer } from '../../ops/variables/init_ops.ts'
import {
  get_variable,
  get_variable_scope,
  type VariableScopeOptions,
  variable_scope,
} from '../../ops/variables/variable_scope.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { PyFloat, type PyInt } from '../../tensor/literals.ts'
import { embedding_lookup } from '../embedding.ts'
import { dropout } from '../layers.ts'
import { CellWrapper } from './cell_wrapper.ts'
import { type CellResult, type Nested, type RNNCell, type ScopeLike, scopeOf, units } from './rnn_cell.ts'

interface OutputArgs {
  cell: RNNCell
  output_size: number | PyInt
}
const OUTPUT = 'OutputProjectionWrapper(cell, output_size)'
/** The cell with its output projected to `output_size` columns. Errors: TypeError for no cell, ValueError for a size below 1. */
export class OutputProjectionWrapper extends CellWrapper {
  readonly _output_size: number | PyInt

  constructor(...args: PythonArguments<typeof OUTPUT, OutputArgs>) {
    const bound = SIGNATURES.output.bind(args) as unknown as OutputArgs
    super(bound)
    const { output_size } = bound
    if (units(output_size) < 1) throw new ValueError(`Parameter output_size must be > 0: ${units(output_size)}.`)
    this._output_size = output_size
  }
  override get output_size(): number {
    return units(this._output_size)
  }
  override _step(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    const [output, next] = this._cell.call(inputs, state)
    return tuple(
      variable_scope(scopeOf(scope, this), () => this._product(output, units(this._output_size))),
      next,
    )
  }
}
// @ts-expect-error the guarded class takes its place
OutputProjectionWrapper = guardedClass(OutputProjectionWrapper)

interface InputArgs {
  cell: RNNCell
  num_proj: number | PyInt
  input_size: unknown
}
const INPUT = 'InputProjectionWrapper(cell, num_proj, input_size=None)'
/** The cell with its inputs projected to `num_proj` columns. Errors: TypeError for no cell. */
export class InputProjectionWrapper extends CellWrapper {
  readonly _num_proj: number | PyInt

  constructor(...args: PythonArguments<typeof INPUT, InputArgs>) {
    const bound = SIGNATURES.input.bind(args) as unknown as InputArgs
    super(bound)
    this._num_proj = bound.num_proj
  }
  override _step(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    const projected = variable_scope(scopeOf(scope, this), () => this._product(inputs, units(this._num_proj)))
    return this._cell.call(projected, state)
  }
}
// @ts-expect-error the guarded class takes its place
InputProjectionWrapper = guardedClass(InputProjectionWrapper)

type KeepProb = number | PyInt | PyFloat | Tensor
interface DropoutArgs {
  cell: RNNCell
  input_keep_prob: KeepProb
  output_keep_prob: KeepProb
  seed: number | null
}
const DROPOUT = 'DropoutWrapper(cell, input_keep_prob=1.0, output_keep_prob=1.0, seed=None)'
/** A Python float; a bare number of TypeScript's is one. */
const floatOf = (value: KeepProb): number | undefined =>
  typeof value === 'number' ? value : value instanceof PyFloat ? value.value : undefined
function checkKeepProb(name: string, value: KeepProb): void {
  const number = floatOf(value)
  if (number !== undefined && !(number >= 0 && number <= 1))
    throw new ValueError(`Parameter ${name} must be between 0 and 1: ${Math.trunc(number)}`)
}
const drops = (value: KeepProb): boolean => !((floatOf(value) ?? 0) >= 1)

/**
 * The cell with dropout on its inputs and outputs, never on its state. A probability that is the number 1 adds nothing to the graph.
 * Errors: TypeError for no cell, ValueError for a number outside [0, 1].
 */
export class DropoutWrapper extends CellWrapper {
  readonly _input_keep_prob: KeepProb
  readonly _output_keep_prob: KeepProb
  readonly _seed: number | null

  constructor(...args: PythonArguments<typeof DROPOUT, DropoutArgs>) {
    const bound = SIGNATURES.dropout.bind(args) as unknown as DropoutArgs
    super(bound, 'The parameter cell is not a RNNCell.')
    checkKeepProb('input_keep_prob', bound.input_keep_prob)
    checkKeepProb('output_keep_prob', bound.output_keep_prob)
    this._input_keep_prob = bound.input_keep_prob
    this._output_keep_prob = bound.output_keep_prob
    this._seed = bound.seed
  }
  override _step(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    const dropped = (x: Nested, keep_prob: KeepProb): Nested =>
      drops(keep_prob) ? dropout(x, keep_prob as TensorLike, { seed: this._seed }) : x
    const [output, next] = this._cell.call(dropped(inputs, this._input_keep_prob), state, scope)
    return tuple(dropped(output, this._output_keep_prob), next)
  }
}
// @ts-expect-error the guarded class takes its place
DropoutWrapper = guardedClass(DropoutWrapper)

interface EmbeddingArgs {
  cell: RNNCell
  embedding_classes: number | PyInt
  embedding_size: number | PyInt
  initializer: VariableScopeOptions['initializer'] | null
}
const EMBEDDING = 'EmbeddingWrapper(cell, embedding_classes, embedding_size, initializer=None)'
/** The type of a state, as the embedding gets it. */
function stateType(state: Nested): DType {
  const plain = Array.isArray(state) && (pythonTypeName(state) === 'tuple' || state.constructor === Array)
  const { dtype } = (plain ? state[0] : state) as { dtype?: DType }
  if (dtype === undefined)
    throw new AttributeError(`'${pythonTypeName(plain ? state[0] : state)}' object has no attribute 'dtype'`)
  return dtype
}
/**
 * The cell with inputs that are ids, of which rows of a matrix `embedding` [embedding_classes, embedding_size] are looked up.
 * Errors: TypeError for no cell, ValueError for sizes that aren't positive.
 */
export class EmbeddingWrapper extends CellWrapper {
  readonly _embedding_classes: number | PyInt
  readonly _embedding_size: number | PyInt
  readonly _initializer: VariableScopeOptions['initializer'] | null

  constructor(...args: PythonArguments<typeof EMBEDDING, EmbeddingArgs>) {
    const bound = SIGNATURES.embedding.bind(args) as unknown as EmbeddingArgs
    super(bound)
    const [classes, size] = [units(bound.embedding_classes), units(bound.embedding_size)]
    if (classes <= 0 || size <= 0)
      throw new ValueError(`Both embedding_classes and embedding_size must be > 0: ${classes}, ${size}.`)
    this._embedding_classes = bound.embedding_classes
    this._embedding_size = bound.embedding_size
    this._initializer = bound.initializer
  }
  override _step(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    const embedded = variable_scope(scopeOf(scope, this), () =>
      device('/cpu:0', () => {
        const spread = Math.sqrt(3) // a variance of 1
        const initializer =
          this._initializer ?? get_variable_scope().initializer ?? random_uniform_initializer(-spread, spread)
        const shape = [units(this._embedding_classes), units(this._embedding_size)]
        const embedding = get_variable('embedding', shape, { initializer, dtype: stateType(state) })
        return embedding_lookup(embedding, reshape(inputs, [-1]))
      }),
    )
    return this._cell.call(embedded, state)
  }
}
// @ts-expect-error the guarded class takes its place
EmbeddingWrapper = guardedClass(EmbeddingWrapper)

const SIGNATURES = {
  output: setSignature(OutputProjectionWrapper, OUTPUT),
  input: setSignature(InputProjectionWrapper, INPUT),
  dropout: setSignature(DropoutWrapper, DROPOUT),
  embedding: setSignature(EmbeddingWrapper, EMBEDDING),
}
