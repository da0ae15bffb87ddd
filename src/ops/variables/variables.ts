/** Variables: values that outlive a run of a session (ops/variables.py). */

import { pythonClassRepr, pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { type NotKeywords, type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { sharingTraceback } from '../../errors/user_line.ts'
import { VariableDef } from '../../formats/protos/meta_graph.generated.ts'
import { apply } from '../../graph/build/apply_op.ts'
import {
  convertToTensor,
  type Name,
  registerConversion,
  type TensorLike,
  withScope,
} from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { DeviceLike } from '../../graph/device.ts'
import type { Graph } from '../../graph/graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Operation } from '../../graph/operation.ts'
import { inScope, outOfScope } from '../../graph/scope_names.ts'
import { type EvaluationArgs, symbolAsPrimitive, type Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { isFullyDefined } from '../../tensor/shape.ts'
import { as_shape, type ShapeLike, type TensorShape } from '../../tensor/tensor_shape.ts'
import { scatter_sub } from '../array/scatter_ops.ts'
import { type SlicedTensor, sliceHelper, type TensorIndex } from '../array/slice_ops.ts'
import { Identity } from '../core/identity_ops.ts'
import { Assign, assign_add, assign_sub, count_up_to, variableNode } from '../core/state_ops.ts'
import { SaveSliceInfo } from './save_slice_info.ts'

/** A value to start with, or a function that makes its nodes within the variable's scope. */
export type InitialValue = TensorLike | (() => TensorLike)

interface VariableArgs {
  initial_value: InitialValue | null
  trainable: boolean
  collections: readonly string[] | ReadonlySet<string> | null
  validate_shape: boolean
  caching_device: DeviceLike
  name: Name
  variable_def: VariableDef | null
  dtype: DTypeLike | null
  expected_shape: ShapeLike | null
  import_scope: string | null
}
export type VariableOptions = { readonly [K in keyof VariableArgs]?: VariableArgs[K] }

const node = (input: Tensor, name: string | null): Tensor => apply(Identity, { input }, name)

const METHODS = {
  assign: 'assign(value, use_locking=False)',
  assign_add: 'assign_add(delta, use_locking=False)',
  assign_sub: 'assign_sub(delta, use_locking=False)',
  scatter_sub: 'scatter_sub(sparse_delta, use_locking=False)',
  count_up_to: 'count_up_to(limit)',
  eval: 'eval(session=None)',
  to_proto: 'to_proto(export_scope=None)',
} as const
const SIGNATURE_TEXT =
  'Variable(initial_value=None, trainable=True, collections=None, validate_shape=True, caching_device=None, name=None, variable_def=None, dtype=None, expected_shape=None, import_scope=None)'

/**
 * A variable. As a tensor it is its value (`read`), wherever a tensor is asked for; `assign…` and optimizers change it in
 * place. It has no value before its initializer has run.
 *
 *     const W = new tf.Variable(tf.zeros([784, 10]), { name: 'W' })
 *     sess.run(tf.initialize_all_variables())
 *
 * `initial_value`: a tensor, anything that becomes one, or a function that returns one (then `dtype` is needed).
 * `trainable`: also in the collection that optimizers take their variables from. `validate_shape` false: the shape may
 * change with an assignment. Errors: ValueError where the initial value has no static shape.
 */
export class Variable {
  static readonly pythonModule = 'tensorflow.python.ops.variables'
  #variable!: Tensor
  #snapshot!: Tensor
  #initializer!: Operation
  #initialValue: Tensor | null = null
  #cachingDevice: VariableArgs['caching_device'] = null
  #saveSliceInfo: SaveSliceInfo | null = null
  static readonly SaveSliceInfo: typeof SaveSliceInfo = SaveSliceInfo

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, VariableArgs>) {
    const bound = SIGNATURE.bind(args) as unknown as VariableArgs
    if (bound.variable_def !== null) {
      if (bound.initial_value !== null) throw new ValueError('variable_def and initial_value are mutually exclusive.')
      this.#fromProto(bound.variable_def, bound.import_scope)
    } else if (typeof bound.initial_value === 'function') this.#fromArgs(bound)
    else sharingTraceback(() => this.#fromArgs(bound))
  }

  #fromArgs({
    initial_value,
    trainable,
    collections,
    validate_shape,
    caching_device,
    name,
    dtype: type,
    expected_shape,
  }: VariableArgs): void {
    if (initial_value === null) throw new ValueError('initial_value must be specified.')
    const fromFunction = typeof initial_value === 'function'
    if (fromFunction && type === null)
      throw new ValueError('dtype must also be specified when initial_value is callable.')
    const dtype = type === null ? null : as_dtype(type)
    const expected = as_shape(expected_shape)
    const graph = get_default_graph()
    const keys = collectionsOf(collections, trainable)
    const make = (scope: string): void => {
      if (fromFunction) {
        const known = expected.is_fully_defined()
        this.#variable = variableNode(
          known ? expected : [],
          (dtype as DType).base_dtype,
          scope,
          validate_shape && known,
        )
        graph.colocate_with(this.#variable.op, false, () =>
          graph.inNameScope('Initializer', () => {
            this.#initialValue = convertToTensor((initial_value as () => TensorLike)(), {
              name: 'initial_value',
              dtype,
            })
          }),
        )
        checkExpected(expected, this.#initialValue as Tensor)
      } else {
        const value = convertToTensor(initial_value, { name: 'initial_value', dtype })
        this.#initialValue = value
        checkExpected(expected, value)
        this.#variable = variableNode(
          value.get_shape(),
          value.dtype.base_dtype,
          scope,
          validate_shape && isFullyDefined(value.staticShape),
        )
      }
      const value = this.#initialValue as Tensor
      if (validate_shape) {
        if (!isFullyDefined(value.staticShape))
          throw new ValueError(`initial_value must have a shape specified: ${value}`)
        this.#variable.set_shape(value.get_shape())
        this.#variable.op.attrs.set('shape', value.get_shape())
      }
      this.#initializer = apply(Assign, { ref: this.#variable, value, validate_shape }).op
      const read = (): Tensor => node(this.#variable, 'read')
      this.#snapshot =
        caching_device === null
          ? graph.colocate_with(this.#variable.op, false, read)
          : graph.device(caching_device, read)
    }
    graph.control_dependencies(null, () => withScope(name, 'Variable', fromFunction ? [] : [initial_value], make))
    graph.add_to_collections(keys, this)
    this.#cachingDevice = caching_device
  }
  #fromProto(def: VariableDef, importScope: string | null): void {
    if (!(def instanceof VariableDef))
      throw new TypeError(`variable_def must be a VariableDef, not ${pythonTypeName(def)}`)
    const graph = get_default_graph()
    const element = (name: string) => graph.as_graph_element(inScope(name, importScope))
    this.#variable = element(def.variable_name) as Tensor
    this.#initializer = element(def.initializer_name) as Operation
    this.#snapshot = element(def.snapshot_name) as Tensor
    if (def.HasField('save_slice_info_def')) {
      this.#saveSliceInfo = new SaveSliceInfo({
        save_slice_info_def: def.save_slice_info_def,
        import_scope: importScope,
      })
    }
  }

  get name(): string {
    return this.#variable.name
  }
  get op(): Operation {
    return this.#variable.op
  }
  /** The reference type: `float32_ref`. */
  get dtype(): DType {
    return this.#variable.dtype
  }
  get graph(): Graph {
    return this.#variable.graph
  }
  get device(): string {
    return this.#variable.device
  }
  get shape(): TensorShape {
    return this.get_shape()
  }
  /** The operation that gives the variable its initial value. */
  get initializer(): Operation {
    return this.#initializer
  }
  /** The tensor that it starts with. It may depend on other variables, see `initialized_value`. */
  get initial_value(): Tensor | null {
    return this.#initialValue
  }
  get_shape(): TensorShape {
    return this.#variable.get_shape()
  }
  set_shape(shape: ShapeLike): void {
    this.#variable.set_shape(shape)
    this.#snapshot.set_shape(shape)
  }
  /** The value as a tensor; it is read where the tensor is used. */
  value(): Tensor {
    return this.#snapshot
  }
  /** A new read of the value: under `control_dependencies`, of the value at that moment. */
  read_value(): Tensor {
    return node(this.#variable, 'read')
  }
  /** The reference itself, which ops that write take. */
  ref(): Tensor {
    return this.#variable
  }
  _ref(): Tensor {
    return this.#variable
  }
  _as_graph_element(): Tensor {
    return this.#variable
  }
  _AsTensor(): Tensor {
    return this.#snapshot
  }
  /** The value, after the initializer has run in the same step: for the initial values of other variables. */
  initialized_value(): Tensor {
    const { graph } = this
    const read = (): Tensor => node(this.#variable, null)
    return graph.control_dependencies(null, () =>
      graph.control_dependencies([this.#initializer], () =>
        this.#cachingDevice === null
          ? graph.colocate_with(this.#variable.op, false, read)
          : graph.device(this.#cachingDevice, read),
      ),
    )
  }
  /** Its value in the default session, or the one given. */
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  eval(...args: PythonArguments<typeof METHODS.eval, Pick<EvaluationArgs, 'session'>>): any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  eval(session: EvaluationArgs['session']): any {
    return this.#variable.eval(null, session)
  }
  /** A tensor that gives the variable the value `value` and refers to it afterwards. */
  assign(...args: PythonArguments<typeof METHODS.assign, { value: TensorLike; use_locking: boolean }>): Tensor
  assign(value: TensorLike, use_locking: boolean): Tensor {
    return apply(Assign, { ref: this.#variable, value, use_locking })
  }
  assign_add(...args: PythonArguments<typeof METHODS.assign_add, { delta: TensorLike; use_locking: boolean }>): Tensor
  assign_add(delta: TensorLike, use_locking: boolean): Tensor {
    return assign_add(this.#variable, delta, use_locking)
  }
  assign_sub(...args: PythonArguments<typeof METHODS.assign_sub, { delta: TensorLike; use_locking: boolean }>): Tensor
  assign_sub(delta: TensorLike, use_locking: boolean): Tensor {
    return assign_sub(this.#variable, delta, use_locking)
  }
  /** Subtracts slices from the rows that they name. */
  scatter_sub(
    ...args: PythonArguments<typeof METHODS.scatter_sub, { sparse_delta: IndexedSlices; use_locking: boolean }>
  ): Tensor
  scatter_sub(sparse_delta: IndexedSlices, use_locking: boolean): Tensor {
    if (!(sparse_delta instanceof IndexedSlices))
      throw new ValueError(`sparse_delta is not IndexedSlices: ${pythonStr(sparse_delta)}`)
    return scatter_sub(this.#variable, sparse_delta.indices, sparse_delta.values, { use_locking })
  }
  /** The value before it is increased by one; OutOfRangeError where it has reached `limit`. */
  count_up_to(...args: PythonArguments<typeof METHODS.count_up_to, { limit: number }>): Tensor
  count_up_to(limit: number): Tensor {
    return count_up_to(this.#variable, limit)
  }
  /** A part of the value; `.assign` of the result writes to that part of the variable. */
  at(...index: readonly TensorIndex[]): SlicedTensor {
    const [first] = index
    return sliceHelper(
      this.#snapshot,
      index.length === 1 && Array.isArray(first) ? (first as readonly TensorIndex[]) : index,
      this,
    )
  }
  /** From now on it begins with another value. */
  _set_initializer(initializer: Operation): void {
    this.#initializer = initializer
  }
  _set_save_slice_info(info: SaveSliceInfo): void {
    this.#saveSliceInfo = info
  }
  _get_save_slice_info(): SaveSliceInfo | null {
    return this.#saveSliceInfo
  }
  get _save_slice_info(): SaveSliceInfo | null {
    return this.#saveSliceInfo
  }
  /** The names of its nodes; null where it lies outside of `export_scope`. */
  to_proto(...args: PythonArguments<typeof METHODS.to_proto, { export_scope: string | null }>): VariableDef | null
  to_proto(export_scope: string | null): VariableDef | null {
    if (export_scope !== null && !this.#variable.name.startsWith(export_scope)) return null
    const def = new VariableDef()
    def.variable_name = outOfScope(this.#variable.name, export_scope)
    def.initializer_name = outOfScope(this.#initializer.name, export_scope)
    def.snapshot_name = outOfScope(this.#snapshot.name, export_scope)
    const info = this.#saveSliceInfo?.to_proto(export_scope)
    if (info) def.save_slice_info_def = info
    return def
  }
  static from_proto(
    variable_def: VariableDef,
    import_scope: string | { readonly import_scope: string | null } | null = null,
  ): Variable {
    return new Variable({ variable_def, import_scope: scopeIn(import_scope, 'import_scope') })
  }
  toString(): string {
    return String(this.#snapshot)
  }
  repr(): string {
    return `<tf.Variable '${this.name}' shape=${this.get_shape()} dtype=${this.dtype.name}>`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
  [Symbol.toPrimitive](hint: string): string {
    return symbolAsPrimitive(this.#snapshot, hint)
  }
  [Symbol.iterator](): never {
    throw new TypeError("'Variable' object is not iterable.")
  }
}
// @ts-expect-error the guarded class takes its place
Variable = guardedClass(Variable)
const SIGNATURE = setSignature(Variable, SIGNATURE_TEXT)
setMethodSignatures(Variable, ...Object.values(METHODS))

/** A scope, given by position or by keyword. */
const scopeIn = <K extends string>(given: string | Readonly<Record<K, string | null>> | null, key: K): string | null =>
  typeof given === 'object' && given !== null ? given[key] : given

function collectionsOf(collections: VariableArgs['collections'], trainable: boolean): string[] {
  if (collections !== null && !(Array.isArray(collections) || collections instanceof Set)) {
    throw new ValueError(
      `collections argument to Variable constructor must be a list, tuple, or set. Got ${collections} of type ${pythonClassRepr(collections)}`,
    )
  }
  const keys = collections === null ? [GraphKeys.GLOBAL_VARIABLES as string] : [...collections]
  if (trainable && !keys.includes(GraphKeys.TRAINABLE_VARIABLES)) keys.push(GraphKeys.TRAINABLE_VARIABLES)
  return keys
}

function checkExpected(expected: TensorShape, value: Tensor): void {
  expected.assert_is_compatible_with(value.get_shape())
}

registerConversion(
  value => value instanceof Variable,
  (value, { dtype, asRef }) => {
    const variable = value as Variable
    if (dtype && !dtype.is_compatible_with(variable.dtype)) {
      throw new ValueError(
        `Incompatible type conversion requested to type '${dtype.name}' for variable of type '${variable.dtype.name}'`,
      )
    }
    return asRef ? variable.ref() : variable.value()
  },
)

// --- operators: those of the value

const OPERATORS = [
  'add',
  'sub',
  'mul',
  'div',
  'truediv',
  'floordiv',
  'mod',
  'pow',
  'and',
  'or',
  'xor',
  'radd',
  'rsub',
  'rmul',
  'rdiv',
  'rtruediv',
  'rfloordiv',
  'rmod',
  'rpow',
  'rand',
  'ror',
  'rxor',
  'neg',
  'abs',
  'not',
  'lt',
  'le',
  'gt',
  'ge',
  'matmul',
] as const
// the operators of tensors are installed by their own family, so they are looked up when they are used
export interface Variable extends Pick<Tensor, (typeof OPERATORS)[number]> {}
for (const operator of OPERATORS) {
  Object.defineProperty(Variable.prototype, operator, {
    value(this: Variable, ...args: unknown[]): Tensor {
      return (this.value()[operator] as (...args: unknown[]) => Tensor)(...args)
    },
    configurable: true,
    writable: true,
  })
}
export interface Variable extends NotKeywords {}
