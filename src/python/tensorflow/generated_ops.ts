/**
 * The modules that TensorFlow generates from its op definitions (`tensorflow.python.ops.gen_io_ops` and the like): a function for each op, with its
 * inputs, its attributes and a name as parameters. Old programs import them for what has no public function.
 */
import { pyfunction } from '../../calling/signature.ts'
import { attrsOfArg, isListArg } from '../../graph/arg_lengths.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { type OpDef, registeredOps } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Namespace } from '../objects/values/module.ts'

/** `MergeV2Checkpoints`: merge_v2_checkpoints; `Conv2DBackpropInput`: conv2d_backprop_input. */
const snakeCase = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/([A-Z0-9])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** What a generated function gives: the operation, its one output, or all of them; lists as lists. */
function results(op: Operation): unknown {
  const { outputs } = op.op_def
  if (outputs.length === 0) return op
  const [only, another] = outputs
  return another || (only && isListArg(only)) ? [...op.outputs] : op.outputs[0]
}

function generated(def: OpDef, name: string): unknown {
  const inferred = new Set(def.inputs.flatMap(attrsOfArg))
  const attrs = [...def.attrs.values()].filter(attr => !inferred.has(attr.name))
  const given = [...def.inputs, ...attrs.filter(attr => attr.defaultValue === undefined)].map(arg => arg.name)
  const optional = attrs.filter(attr => attr.defaultValue !== undefined).map(attr => `${attr.name}=None`)
  return pyfunction(`${name}(${[...given, ...optional, 'name=None'].join(', ')})`, (args: Record<string, unknown>) => {
    const { name: nodeName, ...values } = args
    const present = Object.entries(values).filter(([, value]) => value !== null)
    return results(applyOp(def, Object.fromEntries(present) as never, nodeName as string | null))
  })
}

let functions: Record<string, unknown> | undefined
/** Functions of all ops, each under its name with and without an underscore, which stands before those that are not public. */
export function generatedOps(): Namespace {
  if (functions) return functions
  const made: Record<string, unknown> = {}
  functions = made
  for (const def of registeredOps()) {
    const name = snakeCase(def.name)
    for (const each of [name, `_${name}`])
      Object.defineProperty(made, each, {
        configurable: true,
        enumerable: true,
        get() {
          const value = generated(def, each)
          Object.defineProperty(made, each, { value, enumerable: true })
          return value
        },
      })
  }
  return made
}

interface SaveArgs {
  filename: unknown
  tensor_names: unknown
  tensors: unknown
  tensor_slices: unknown
  name: string
}
interface RestoreArgs {
  file_pattern: unknown
  tensor_name: unknown
  shape_and_slice: unknown
  tensor_type: unknown
  name: string
  preferred_shard: unknown
}
const call = (name: string, args: Record<string, unknown>): unknown =>
  (generatedOps()[name] as (args: Record<string, unknown>) => unknown)(args)

/** What `tensorflow.python.ops.io_ops` has beside the generated functions. */
export const ioOps: Namespace = {
  _save: pyfunction(
    "_save(filename, tensor_names, tensors, tensor_slices=None, name='save')",
    ({ filename, tensor_names, tensors: data, tensor_slices: shapes_and_slices, name }: SaveArgs) =>
      shapes_and_slices === null
        ? call('_save', { filename, tensor_names, data, name })
        : call('_save_slices', { filename, tensor_names, shapes_and_slices, data, name }),
  ),
  _restore_slice: pyfunction(
    "_restore_slice(file_pattern, tensor_name, shape_and_slice, tensor_type, name='restore_slice', preferred_shard=-1)",
    ({ tensor_type, ...others }: RestoreArgs) =>
      call('_restore_slice', {
        ...others,
        dt: (tensor_type as { base_dtype?: unknown }).base_dtype ?? tensor_type,
      }),
  ),
}
