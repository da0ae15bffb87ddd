/** Variable scopes and get_variable (ops/variable_scope.py). */

import { noAttribute, pythonRepr, pythonTypeName } from '../../calling/python_repr.ts'
import { within } from '../../calling/scope.ts'
import { type PythonArguments, pyfunction, setSignature } from '../../calling/signature.ts'
import { guarded, guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, graphOf } from '../../graph/build/convert.ts'
import { get_default_graph, popGraph, pushGraph } from '../../graph/default_graph.ts'
import type { DeviceLike } from '../../graph/device.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { nameText } from '../../graph/scope_names.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { getPartitionedVariable } from './partitioned_store.ts'
import type { PartitionedVariable } from './partitioned_variable.ts'
import { type VariableStore, variableStoreOf } from './variable_store.ts'
import type { CustomGetter, Partitioner, Regularizer, VariableArguments } from './variable_types.ts'
import type { Variable } from './variables.ts'

interface ScopeSettings {
  initializer: VariableArguments['initializer']
  regularizer: Regularizer | null
  caching_device: DeviceLike
  partitioner: Partitioner | null
  custom_getter: CustomGetter | null
  dtype: DTypeLike
}
type ScopeArgs = ScopeSettings & { reuse: boolean | null; name: string; name_scope: string }
type NamedArguments = VariableArguments & { name: string }
type PartitionArguments = Omit<NamedArguments, 'custom_getter' | 'name'> & { name: string | null }

const SETTINGS = ['initializer', 'regularizer', 'caching_device', 'partitioner', 'custom_getter', 'dtype'] as const

const ARGUMENTS =
  'shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None, caching_device=None, partitioner=None, validate_shape=True, custom_getter=None'
const GET_TEXT = `get_variable(var_store, name, ${ARGUMENTS})` as const
const SCOPE_TEXT =
  "VariableScope(reuse, name='', initializer=None, regularizer=None, caching_device=None, partitioner=None, custom_getter=None, name_scope='', dtype=float32)"

/**
 * The prefix of the variables that get_variable makes, whether they are shared, and defaults for what get_variable is
 * not told. Entered by `variable_scope`, and left when it is disposed of.
 */
export class VariableScope {
  readonly #name: string
  readonly #nameScope: string
  #reuse: boolean | null
  readonly #settings: ScopeSettings
  #leave: (() => void) | undefined

  constructor(...args: PythonArguments<typeof SCOPE_TEXT, ScopeArgs>) {
    const { reuse, name, name_scope, ...settings } = SCOPE.bind(args) as unknown as ScopeArgs
    this.#reuse = reuse
    this.#name = name
    this.#nameScope = name_scope
    this.#settings = settings
  }
  get name(): string {
    return this.#name
  }
  /** The name scope that was opened with it: `layer_1/`. */
  get original_name_scope(): string {
    return this.#nameScope
  }
  get reuse(): boolean | null {
    return this.#reuse
  }
  get initializer(): ScopeSettings['initializer'] {
    return this.#settings.initializer
  }
  get regularizer(): Regularizer | null {
    return this.#settings.regularizer
  }
  get caching_device(): DeviceLike {
    return this.#settings.caching_device
  }
  get partitioner(): Partitioner | null {
    return this.#settings.partitioner
  }
  get custom_getter(): CustomGetter | null {
    return this.#settings.custom_getter
  }
  get dtype(): DTypeLike {
    const { dtype } = this.#settings
    return dtype === null ? dtype : as_dtype(dtype)
  }
  /** From now on get_variable only gives variables that exist. */
  reuse_variables(): void {
    this.#reuse = true
  }
  set_initializer(initializer: ScopeSettings['initializer']): void {
    this.#settings.initializer = initializer
  }
  set_dtype(dtype: DTypeLike): void {
    this.#settings.dtype = dtype
  }
  set_regularizer(regularizer: Regularizer | null): void {
    this.#settings.regularizer = regularizer
  }
  set_caching_device(caching_device: DeviceLike): void {
    this.#settings.caching_device = caching_device
  }
  set_partitioner(partitioner: Partitioner | null): void {
    this.#settings.partitioner = partitioner
  }
  set_custom_getter(custom_getter: CustomGetter | null): void {
    this.#settings.custom_getter = custom_getter
  }

  /** See `tf.get_variable`; `var_store` is the graph's. */
  get_variable(...args: PythonArguments<typeof GET_TEXT, NamedArguments & { var_store: VariableStore }>): Variable {
    const { var_store, name, ...given } = GET.bind(args) as unknown as NamedArguments & { var_store: VariableStore }
    const { initializer, dtype } = given
    if (typeof var_store?.get_variable !== 'function') throw noAttribute(var_store, 'get_variable')
    return get_default_graph().inNameScope(null, () => {
      if (dtype !== null && initializer !== null && typeof initializer !== 'function') {
        const found = convertToTensor(initializer).dtype.base_dtype
        const asked = as_dtype(dtype)
        if (found !== asked)
          throw new ValueError(`Initializer type '${found}' and explicit dtype '${asked}' don't match.`)
      }
      const full = { ...this.#defaults(given), custom_getter: given.custom_getter ?? this.custom_getter }
      return var_store.get_variable({
        ...full,
        name: this.#name ? `${this.#name}/${name}` : name,
        reuse: this.#reuse,
      }) as Variable
    })
  }
  /** A partitioned variable, by which `create_partitioned_variables` makes its parts. */
  _get_partitioned_variable(var_store: VariableStore, { name, ...given }: PartitionArguments): PartitionedVariable {
    const full = this.#defaults(given)
    checkNoGetter(this)
    if (full.partitioner === null) throw new ValueError('No partitioner was specified')
    const fullName = [this.#name, name].filter(Boolean).join('/')
    return get_default_graph().inNameScope(null, () =>
      getPartitionedVariable(var_store, { ...full, name: fullName, reuse: this.#reuse }),
    )
  }
  #defaults<A extends Omit<VariableArguments, 'custom_getter'>>(given: A): A {
    const { regularizer, caching_device, partitioner, initializer, dtype } = this.#settings
    return {
      ...given,
      regularizer: given.regularizer ?? regularizer,
      caching_device: given.caching_device ?? caching_device,
      partitioner: given.partitioner ?? partitioner,
      initializer: given.initializer ?? initializer,
      dtype: given.dtype ?? dtype,
    }
  }
  /** What is done when it is left. */
  _entered(leave: () => void): this {
    this.#leave = leave
    return this
  }
  [Symbol.dispose](): void {
    const leave = this.#leave
    this.#leave = undefined
    leave?.()
  }
}
// @ts-expect-error the guarded class takes its place
VariableScope = guardedClass(VariableScope)
const SCOPE = setSignature(VariableScope, SCOPE_TEXT)
const GET = setSignature(VariableScope.prototype.get_variable, GET_TEXT)

function checkNoGetter(scope: VariableScope): void {
  if (scope.custom_getter === null) return
  throw new ValueError(
    `Private access to _get_partitioned_variable is not allowed when a custom getter is set.  Current custom getter: ${pythonRepr(scope.custom_getter)}.  It is likely that you're using create_partitioned_variables.  If so, consider instead using get_variable with a non-empty partitioner parameter instead.`,
  )
}

/** The scope that get_variable works in; every graph begins with one that has no name and doesn't share. */
export const get_variable_scope = pyfunction('get_variable_scope()', (): VariableScope => {
  const { extras } = get_default_graph()
  let scope = extras.get(VariableScope) as VariableScope | undefined
  if (!scope) {
    scope = new VariableScope(false)
    extras.set(VariableScope, scope)
  }
  return scope
})
const currentStore = (): VariableStore => variableStoreOf(get_default_graph())

interface Entered {
  readonly scope: VariableScope
  readonly leave: () => void
}

/** Enters the scope proper, without a name scope. */
function enterPure(
  nameOrScope: string | VariableScope,
  reuse: boolean | null,
  settings: Partial<ScopeSettings>,
  nameScope: string,
): Entered {
  const { extras } = get_default_graph()
  const old = get_variable_scope()
  const store = currentStore()
  const jump = typeof nameOrScope === 'string' ? null : nameOrScope
  const name = jump?.name ?? (old.name ? `${old.name}/${nameOrScope}` : String(nameOrScope))
  store.scopes.open(name)
  const base = jump ?? old
  const scope = new VariableScope(jump ? (reuse ?? jump.reuse) : reuse || old.reuse, {
    name,
    name_scope: jump?.original_name_scope ?? nameScope,
    ...Object.fromEntries(SETTINGS.map(key => [key, settings[key] ?? base[key]])),
  })
  extras.set(VariableScope, scope)
  const leave = (): void => {
    store.scopes.closeWithin(name)
    extras.set(VariableScope, old)
  }
  return { scope, leave }
}

/** The variable scope `prefix`, `prefix_1` … that is not open in this scope yet. */
function uniqueScope(prefix: string): string {
  const current = get_variable_scope().name
  return prefix + currentStore().scopes.freeSuffix(current ? `${current}/${prefix}` : prefix)
}

interface EnterArgs extends ScopeSettings {
  name_or_scope: string | VariableScope | null
  default_name: string | null
  values: readonly unknown[] | null
  reuse: boolean | null
}

function enter({ name_or_scope, default_name, values, reuse, ...settings }: EnterArgs): VariableScope {
  if (default_name === null && name_or_scope === null)
    throw new TypeError('If default_name is None then name_or_scope is required')
  if (values !== null && !Array.isArray(values))
    throw new TypeError(`'${pythonTypeName(values)}' object is not iterable`)
  const graph = graphOf((values ?? []).filter(value => value !== null))
  pushGraph(graph)
  let leaveNames: (() => void) | undefined
  try {
    if (name_or_scope === null && reuse) throw new ValueError('reuse=True cannot be used without a name_or_scope')
    if (name_or_scope !== null && typeof name_or_scope !== 'string' && !(name_or_scope instanceof VariableScope)) {
      throw new TypeError('VariableScope: name_or_scope must be a string or VariableScope.')
    }
    const names =
      name_or_scope === null
        ? nameText(default_name)
        : typeof name_or_scope === 'string'
          ? name_or_scope
          : name_or_scope.name.split('/').at(-1)
    let prefix = ''
    if (names) {
      const entered = graph.enterNameScope(names)
      leaveNames = entered.leave
      prefix = entered.prefix
    }
    const { scope, leave } = enterPure(
      name_or_scope ?? uniqueScope(default_name as string),
      name_or_scope === null ? null : reuse,
      settings,
      prefix,
    )
    return scope._entered(() => {
      leave()
      leaveNames?.()
      popGraph(graph)
    })
  } catch (error) {
    leaveNames?.()
    popGraph(graph)
    throw error
  }
}

type ScopeBody<R> = (scope: VariableScope) => R
export type VariableScopeOptions = { readonly [K in keyof EnterArgs]?: EnterArgs[K] }
const SETTINGS_TEXT =
  'initializer=None, regularizer=None, caching_device=None, partitioner=None, custom_getter=None, reuse=None, dtype=None'

/**
 * Variables that get_variable makes inside are named `<scope>/<name>`, and ops are named under the scope's last part.
 * `name_or_scope` is a string, which counts within the current scope, or a VariableScope, which is entered wherever it
 * is; null takes `default_name`, with a number where it is taken. With `reuse` get_variable gives variables that exist.
 *
 *     tf.variable_scope('layer', () => tf.get_variable('w', [2, 3]))                        // layer/w
 *     tf.variable_scope('layer', { reuse: true }, scope => tf.get_variable('w', [2, 3]))    // the same variable
 *     using scope = tf.variable_scope('layer')                                              // for the rest of the block
 *
 * Errors: TypeError without a name or a default, ValueError for `reuse` with a default name.
 */
export function variable_scope<R>(name_or_scope: string | VariableScope | null, body: ScopeBody<R>): R
export function variable_scope<R>(
  name_or_scope: string | VariableScope | null,
  options: VariableScopeOptions | string | boolean | null,
  body: ScopeBody<R>,
): R
export function variable_scope<R>(
  name_or_scope: string | VariableScope | null,
  default_name: string | null,
  values: readonly unknown[] | VariableScopeOptions | null,
  body: ScopeBody<R>,
): R
// no functions here: a callback belongs to the overloads above
export function variable_scope(
  name_or_scope: string | VariableScope | VariableScopeOptions | null,
  ...rest: (string | boolean | null | readonly unknown[] | VariableScopeOptions)[]
): VariableScope
export function variable_scope<R>(...args: unknown[]): VariableScope | R {
  return entered(args, positional => VARIABLE_SCOPE.bind(inOrder(positional)) as unknown as EnterArgs)
}
// @ts-expect-error the guarded function takes its place
variable_scope = guarded(variable_scope)
const VARIABLE_SCOPE = setSignature(
  variable_scope,
  `variable_scope(name_or_scope, default_name=None, values=None, ${SETTINGS_TEXT})`,
)

/** `variable_scope(name, reuse, initializer)`, as it was up to 0.7, has a boolean in the second place. */
function inOrder(args: readonly unknown[]): readonly unknown[] {
  const [name, reuse, initializer, ...rest] = args
  return typeof reuse === 'boolean' ? [name, null, null, initializer ?? null, ...rest, { reuse }] : args
}

/** `variable_scope` in its older order of arguments: `(values, name_or_scope, default_name)`. */
export function variable_op_scope<R>(
  values: readonly unknown[] | null,
  name_or_scope: string | VariableScope | null,
  body: ScopeBody<R>,
): R
export function variable_op_scope<R>(
  values: readonly unknown[] | null,
  name_or_scope: string | VariableScope | null,
  default_name: string | VariableScopeOptions | null,
  body: ScopeBody<R>,
): R
export function variable_op_scope<R>(
  values: readonly unknown[] | null,
  name_or_scope: string | VariableScope | null,
  default_name: string | null,
  options: VariableScopeOptions,
  body: ScopeBody<R>,
): R
// no functions here: a callback belongs to the overloads above
export function variable_op_scope(
  values: readonly unknown[] | null,
  name_or_scope: string | VariableScope | null,
  ...rest: (string | boolean | null | VariableScopeOptions)[]
): VariableScope
export function variable_op_scope<R>(...args: unknown[]): VariableScope | R {
  return entered(args, positional => OP_SCOPE.bind(positional) as unknown as EnterArgs)
}
// @ts-expect-error the guarded function takes its place
variable_op_scope = guarded(variable_op_scope)
const OP_SCOPE = setSignature(
  variable_op_scope,
  `variable_op_scope(values, name_or_scope, default_name=None, ${SETTINGS_TEXT})`,
)

function entered<R>(args: readonly unknown[], bind: (positional: readonly unknown[]) => EnterArgs): VariableScope | R {
  const last = args.at(-1)
  const body = args.length > 1 && typeof last === 'function' ? (last as ScopeBody<R>) : undefined
  const scope = enter(bind(body ? args.slice(0, -1) : args))
  return body ? within(scope, () => scope[Symbol.dispose](), body) : scope
}

/**
 * The variable `<scope>/<name>`: a new one, or where the scope reuses the one that exists. `initializer` is a function
 * `(shape, { dtype, partition_info })`, which tf's `…_initializer` functions make, or a value, which then has the shape;
 * the default is `uniform_unit_scaling_initializer()`. What `regularizer(variable)` gives goes to the graph's
 * regularization losses. A `partitioner` cuts the variable into parts `<name>/part_0` ….
 *
 *     const w = tf.get_variable('w', [784, 10], { initializer: tf.zeros_initializer })
 *
 * Errors: ValueError where the variable exists and isn't to be reused, is missing or of another shape or type and is to be
 * reused, or a new one has no full shape.
 */
export const get_variable = pyfunction(
  `get_variable(name, ${ARGUMENTS})`,
  (args: NamedArguments): Variable => get_variable_scope().get_variable(currentStore(), args),
)

/** `get_variable` for a variable that is neither trained nor saved: it goes to the local variables. */
export const get_local_variable = pyfunction(
  `get_local_variable(name, ${ARGUMENTS})`,
  (args: NamedArguments): Variable =>
    get_variable_scope().get_variable(currentStore(), {
      ...args,
      trainable: false,
      collections: [...(args.collections ?? []), GraphKeys.LOCAL_VARIABLES],
    }),
)

/** A partitioned variable of the current scope, for `create_partitioned_variables`. */
export function partitionedVariable(args: PartitionArguments): PartitionedVariable {
  const scope = get_variable_scope()
  checkNoGetter(scope)
  return scope._get_partitioned_variable(currentStore(), args)
}

/** Use this function in an inner scope to have no regularizer there. */
export const no_regularizer = pyfunction('no_regularizer(_)', (): null => null)
