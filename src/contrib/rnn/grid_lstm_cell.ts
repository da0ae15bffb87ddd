/** LSTMs along time and frequency (contrib/rnn/python/ops/rnn_cell.py). */

import { type PythonArguments, setSignature, toNumber } from '../../calling/signature.ts'
import { makeTuple, type NamedTuple, namedTupleClass, tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import {
  type CellResult,
  type Nested,
  RNNCell,
  type ScopeLike,
  scopeOf,
  units,
  warnOfConcatenatedState,
} from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import type { VariableScope } from '../../ops/variables/variable_scope.ts'
import { type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { type BlockSettings, frequencyParts, type GridFeatures, gridBlock, type StateOf } from './grid_lstm_block.ts'
import { batchOf } from './time_freq_lstm_cell.ts'

type Whole = number | PyInt
interface GridArgs {
  num_units: Whole
  use_peepholes: boolean
  share_time_frequency_weights: boolean
  cell_clip: number | null
  initializer: VariableScopeOptions['initializer'] | null
  num_unit_shards: Whole
  forget_bias: number
  feature_size: Whole | null
  frequency_skip: Whole | null
  num_frequency_blocks: readonly Whole[] | null
  start_freqindex_list: readonly Whole[] | null
  end_freqindex_list: readonly Whole[] | null
  couple_input_forget_gates: boolean
  state_is_tuple: boolean
}
const PARAMETERS =
  'num_units, use_peepholes=False, share_time_frequency_weights=False, cell_clip=None, initializer=None, num_unit_shards=1, forget_bias=1.0, feature_size=None, frequency_skip=None, num_frequency_blocks=None, start_freqindex_list=None, end_freqindex_list=None, couple_input_forget_gates=False'
const GRID = `GridLSTMCell(${PARAMETERS}, state_is_tuple=False)` as const
const BIDIRECTIONAL = `BidirectionalGridLSTMCell(${PARAMETERS}, backward_slice_offset=0)` as const

const wholes = (list: readonly Whole[] | null): readonly number[] => (list ?? []).map(value => units(value))
const twoDigits = (value: number): string => String(value).padStart(2, '0')
/** `state_f00_b00_c`, `state_f00_b00_m` … for every frequency of every block. */
const stateNames = (blocks: readonly number[], prefix: string): string[] =>
  blocks
    .flatMap((frequencies, block) =>
      Array.from({ length: frequencies }, (_, f) => `${prefix}_f${twoDigits(f)}_b${twoDigits(block)}`),
    )
    .flatMap(name => [`${name}_c`, `${name}_m`])

interface GridParts {
  readonly settings: BlockSettings
  readonly features: GridFeatures
  readonly initializer: VariableScopeOptions['initializer'] | null
}
function partsOf(args: GridArgs): GridParts {
  if (args.num_frequency_blocks === null) throw new ValueError('Must specify num_frequency_blocks')
  return {
    initializer: args.initializer,
    settings: {
      size: units(args.num_units),
      peepholes: args.use_peepholes,
      shared: args.share_time_frequency_weights,
      coupled: args.couple_input_forget_gates,
      clip: args.cell_clip,
      shards: toNumber(args.num_unit_shards),
      forgetBias: args.forget_bias,
    },
    features: {
      size: args.feature_size,
      skip: args.frequency_skip,
      blocks: wholes(args.num_frequency_blocks),
      starts: wholes(args.start_freqindex_list),
      ends: wholes(args.end_freqindex_list),
    },
  }
}

/**
 * An LSTM over time and one over frequency for each part of the input (Li et al. 2015, Kalchbrenner et al., arXiv 1507.01526):
 * `num_frequency_blocks` says how many parts each block has, which share weights. The state holds c and m of every part.
 * Errors: ValueError without blocks, and for blocks that the input doesn't have.
 */
export class GridLSTMCell extends RNNCell {
  readonly _num_units: Whole
  readonly _state_is_tuple: boolean
  readonly _parts: GridParts
  readonly _state_tuple_type: typeof NamedTuple | null

  constructor(...args: PythonArguments<typeof GRID, GridArgs>) {
    super()
    const bound = SIGNATURES.grid.bind(args) as unknown as GridArgs
    warnOfConcatenatedState(this, bound.state_is_tuple)
    this._num_units = bound.num_units
    this._state_is_tuple = bound.state_is_tuple
    this._parts = partsOf(bound)
    this._state_tuple_type = this._stateType()
  }
  /** The class of the state; null where it is one matrix. */
  _stateType(): typeof NamedTuple | null {
    if (!this._state_is_tuple) return null
    return namedTupleClass('GridLSTMStateTuple', stateNames(this._parts.features.blocks, 'state'))
  }
  get state_tuple_type(): typeof NamedTuple | null {
    return this._state_tuple_type
  }
  _blocks(): number {
    return this._parts.features.blocks.reduce((sum, count) => sum + count, 0)
  }
  override get state_size(): Nested {
    const { size } = this._parts.settings
    const type = this._state_tuple_type
    return type === null
      ? size * this._blocks() * 2
      : makeTuple(
          type,
          type.fields.map(() => size),
        )
  }
  override get output_size(): number {
    return this._parts.settings.size * this._blocks() * 2
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const batch = batchOf(inputs)
    const blocks = frequencyParts(inputs, this._parts.features)
    const { settings, initializer } = this._parts
    return variable_scope(scopeOf(scope, this), { initializer: initializer ?? null }, () => {
      const outputs: Tensor[] = []
      const states: Tensor[] = []
      for (const [block, parts] of blocks.entries()) {
        const of = this._state_is_tuple ? namedState(state, 'state', block) : slicedState(state, settings.size)
        const made = gridBlock(settings, parts, block, of, batch)
        outputs.push(...made.outputs)
        states.push(...made.states)
      }
      const type = this._state_tuple_type
      const next = type === null ? concat(1, states) : makeTuple(type, states)
      return tuple(concat(1, outputs), next)
    })
  }
}
// @ts-expect-error the guarded class takes its place
GridLSTMCell = guardedClass(GridLSTMCell)

const namedState =
  (state: Nested, prefix: string, block: number): StateOf =>
  frequency => {
    const name = `${prefix}_f${twoDigits(frequency)}_b${twoDigits(block)}`
    const at = (part: string): Tensor => {
      const { _fields: fields } = state as NamedTuple
      return state[fields.indexOf(`${name}_${part}`)] as Tensor
    }
    return { c: at('c'), m: at('m') }
  }
const slicedState =
  (state: Tensor, size: number): StateOf =>
  frequency => ({
    c: slice(state, [0, 2 * frequency * size], [-1, size]),
    m: slice(state, [0, (2 * frequency + 1) * size], [-1, size]),
  })

type BidirectionalArgs = Omit<GridArgs, 'state_is_tuple'> & { backward_slice_offset: Whole }
/** Two grids, one of which goes through the frequencies from the end; its parts begin `backward_slice_offset` columns later. */
export class BidirectionalGridLSTMCell extends GridLSTMCell {
  readonly _backward_slice_offset: number

  constructor(...args: PythonArguments<typeof BIDIRECTIONAL, BidirectionalArgs>) {
    const { backward_slice_offset, ...bound } = SIGNATURES.bidirectional.bind(args) as unknown as BidirectionalArgs
    // TensorFlow passes on all but the coupling of the gates
    const { num_units, couple_input_forget_gates: _, ...rest } = bound
    super(num_units, { ...rest, couple_input_forget_gates: false, state_is_tuple: true } as never)
    this._backward_slice_offset = units(backward_slice_offset)
  }
  override _stateType(): typeof NamedTuple {
    const { blocks } = this._parts.features
    const names = ['fwd_state', 'bwd_state'].flatMap(prefix => stateNames(blocks, prefix))
    return namedTupleClass('BidirectionalGridLSTMStateTuple', names)
  }
  override get output_size(): number {
    return 2 * super.output_size
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const batch = batchOf(inputs)
    const { settings, features, initializer } = this._parts
    const offset = this._backward_slice_offset
    const forward = frequencyParts(inputs, features)
    const backward = offset ? frequencyParts(inputs, features, offset) : forward
    const outputs: Tensor[] = []
    const states: Tensor[] = []
    const direction = (name: 'fwd' | 'bwd', blocks: readonly (readonly Tensor[])[]): void => {
      const within = `${scopeOf(scope, this) as string | VariableScope}/${name}`
      variable_scope(within, { initializer: initializer ?? null }, () => {
        for (const [block, parts] of blocks.entries()) {
          const made = gridBlock(settings, parts, block, namedState(state, `${name}_state`, block), batch)
          outputs.push(...made.outputs)
          states.push(...made.states)
        }
      })
    }
    direction('fwd', forward)
    direction(
      'bwd',
      backward.map(parts => [...parts].reverse()),
    )
    return tuple(concat(1, outputs), makeTuple(this._state_tuple_type as typeof NamedTuple, states))
  }
}
// @ts-expect-error the guarded class takes its place
BidirectionalGridLSTMCell = guardedClass(BidirectionalGridLSTMCell)

const SIGNATURES = {
  grid: setSignature(GridLSTMCell, GRID),
  bidirectional: setSignature(BidirectionalGridLSTMCell, BIDIRECTIONAL),
}
