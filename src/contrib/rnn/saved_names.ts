/** Checkpoints of other versions: the names of variables of recurrent nets changed in 0.9 to 0.12, 1.0 and 1.2. */

import { pyfunction } from '../../calling/signature.ts'
import { NotFoundError } from '../../errors/op_errors.ts'
import { ValueError } from '../../errors/python.ts'
import { all_variables } from '../../ops/variables/variable_initializers.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { CheckpointReader } from '../../train/checkpoint_reader.ts'

const CELLS =
  'BasicRNNCell GRUCell BasicLSTMCell LSTMCell MultiRNNCell EmbeddingWrapper InputProjectionWrapper OutputProjectionWrapper ' +
  'AttentionCellWrapper CoupledInputForgetGateLSTMCell LayerNormBasicLSTMCell'
const snake = (name: string): string =>
  name
    .replace(/(RNN|GRU|LSTM)(?=Cell|$)/g, part => `_${part.toLowerCase()}`)
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replace(/^_/, '')

/** Names, and parts of names between slashes, as versions up to 0.12 and 1.0 spelt them, and as 1.2 does. The order counts. */
const SPELLINGS: readonly (readonly [older: RegExp, now: string])[] = [
  [/(?<![^/])BiRNN(?:_|\/)FW(?=\/)/g, 'bidirectional_rnn/fw'],
  [/(?<![^/])BiRNN(?:_|\/)BW(?=\/)/g, 'bidirectional_rnn/bw'],
  [/(?<![^/])RNN(?=\/)/g, 'rnn'],
  [/(?<![^/])LSTMCell\/W_0(?![^/])/g, 'lstm_cell/kernel'],
  [/(?<![^/])LSTMCell\/B(?![^/])/g, 'lstm_cell/bias'],
  [/(?<![^/])LSTMCell\/W_P_0(?![^/])/g, 'lstm_cell/projection/kernel'],
  [/(?<![^/])W_([FIO])_diag(?![^/])/g, 'w_$1_diag'],
  ...CELLS.split(' ').map(cell => [new RegExp(`(?<![^/])${cell}(?=/)`, 'g'), snake(cell)] as const),
  [/(?<![^/])Cell(\d+)(?=\/)/g, 'cell_$1'],
  [/(?<![^/])AttnOutputProjection(?=\/)/g, 'attn_output_projection'],
  [/(?<![^/])(?:Linear\/Matrix|weights)(?![^/])/g, 'kernel'],
  [/(?<![^/])(?:Linear\/Bias|biases)(?![^/])/g, 'bias'],
  // a wrapper's cell stands beside it up to 1.1, and below it later
  [/(?<![^/])(?:embedding|input_projection|output_projection|dropout)_wrapper\/(?=[^/]+_(?:cell|wrapper)\/)/g, ''],
]
/** One spelling for all versions. */
const canonical = (name: string): string =>
  SPELLINGS.reduce((text, [older, now]) => text.replace(older, now), name).toLowerCase()

/** The variable, or the slices of one, that a name of the graph stands for. */
type Saved = Variable | Variable[]
function byName(variables: readonly Variable[]): Map<string, Saved> {
  const found = new Map<string, Saved>()
  for (const variable of variables) {
    const slice = variable._get_save_slice_info()
    if (!slice) found.set(variable.op.name, variable)
    else found.set(slice.full_name, [...((found.get(slice.full_name) as Variable[] | undefined) ?? []), variable])
  }
  return found
}
const shapeOf = (saved: Saved): readonly (number | null)[] =>
  Array.isArray(saved) ? ((saved[0] as Variable)._get_save_slice_info()?.full_shape ?? []) : saved.get_shape().as_list()

type NameMap = ReadonlyMap<string, string> | Readonly<Record<string, string>>
interface SavedNamesArgs {
  checkpoint: string
  var_list: readonly Variable[] | null
  name_map: NameMap | null
}
/** The name that `map` gives, for the name itself or for a scope (`scope/`) that it is in. */
function mapped(name: string, map: ReadonlyMap<string, string>): string | undefined {
  const whole = map.get(name)
  if (whole !== undefined) return whole
  for (const [from, to] of map) if (from.endsWith('/') && name.startsWith(from)) return to + name.slice(from.length)
  return undefined
}

/**
 * For variables of this graph, by default all, the names under which a checkpoint of any version from 0.8 on holds them: variables by
 * name, as a Saver takes them. Where a name is not there as it stands, that of another version is taken (`RNN/BasicLSTMCell/Linear/Matrix`,
 * `rnn/basic_lstm_cell/weights` and `rnn/basic_lstm_cell/kernel` are one variable), slots of optimizers included. `name_map` says others:
 * names of the graph, or scopes (`scope/`), and what they are in the checkpoint.
 *
 *     const names = tf.contrib.rnn.saved_names('run/model-100')
 *     new tf.train.Saver(names).restore(sess, 'run/model-100')
 *
 * Errors: NotFoundError for a variable that the checkpoint has under no such name, ValueError for one of another shape, and where two
 * names could be meant.
 */
export const saved_names = pyfunction(
  'saved_names(checkpoint, var_list=None, name_map=None)',
  ({ checkpoint, var_list, name_map }: SavedNamesArgs): Map<string, Saved> => {
    const shapes = new Map(Object.entries(new CheckpointReader(checkpoint).get_variable_to_shape_map()))
    const others = new Map<string, string[]>()
    for (const name of shapes.keys()) {
      const key = canonical(name)
      others.set(key, [...(others.get(key) ?? []), name])
    }
    const map = new Map(name_map === null ? [] : name_map instanceof Map ? name_map : Object.entries(name_map))
    const found = new Map<string, Saved>()
    for (const [name, saved] of byName(var_list ?? all_variables())) {
      const wanted = mapped(name, map) ?? name
      const choices = shapes.has(wanted) ? [wanted] : (others.get(canonical(wanted)) ?? [])
      const [choice] = choices
      if (choice === undefined)
        throw new NotFoundError(
          null,
          null,
          `Tensor name "${wanted}" not found in checkpoint files ${checkpoint}, nor a name of another version for it`,
        )
      if (choices.length > 1)
        throw new ValueError(`${wanted} may be ${choices.join(' or ')} in ${checkpoint}: say which in name_map`)
      const [here, there] = [shapeOf(saved), shapes.get(choice) as number[]]
      if (here.join() !== there.join())
        throw new ValueError(
          `${name} has the shape [${here.join()}], but ${choice} in ${checkpoint} has [${there.join()}]`,
        )
      if (found.has(choice))
        throw new ValueError(`${choice} in ${checkpoint} would be two variables: say which in name_map`)
      found.set(choice, saved)
    }
    return found
  },
)
