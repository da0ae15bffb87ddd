/** The graph layer's public functions: they work on the default graph. */

import { listOf } from '../../calling/python_repr.ts'
import { NameScope, type Scope, within } from '../../calling/scope.ts'
import { guarded } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { get_default_graph, popGraph, pushGraph } from '../default_graph.ts'
import type { DeviceLike } from '../device.ts'
import type { Operation } from '../operation.ts'
import { nameText } from '../scope_names.ts'
import type { Tensor } from '../tensor.ts'
import { graphOf, type Name, withScope } from './convert.ts'

type ScopeBody<R> = (scope: string) => R
interface NameScopeOptions {
  readonly name?: Name
  readonly default_name?: string | null
  readonly values?: readonly unknown[] | null
}
const isOptions = (value: unknown): value is NameScopeOptions => isPlainObject(value)

/**
 * Names made inside begin with `name/`. With `default_name` and `values`, as functions of libraries open it: the graph
 * is that of the values, and the default serves where `name` is null.
 *
 *     tf.name_scope('layer', () => tf.add(a, b))      // layer/Add
 */
export function name_scope(
  name: Name | NameScope | NameScopeOptions,
  ...rest: (string | null | readonly unknown[] | NameScopeOptions)[]
): NameScope
export function name_scope<R>(
  name: Name | NameScope | NameScopeOptions,
  ...rest: (string | null | readonly unknown[] | NameScopeOptions | ScopeBody<R>)[]
): R
export function name_scope<R>(...args: unknown[]): NameScope | R {
  const body = typeof args.at(-1) === 'function' ? (args.pop() as ScopeBody<R>) : undefined
  const options = isOptions(args.at(-1)) ? (args.pop() as NameScopeOptions) : {}
  const [name = options.name ?? null, default_name = options.default_name ?? null, values = options.values ?? null] =
    args as [Name, string | null, readonly unknown[] | null]
  const text = nameText(name)
  return scopeOf(
    text ?? default_name,
    text !== null || default_name !== null || values === null,
    text,
    default_name,
    values ?? [],
    body,
  )
}
// @ts-expect-error the guarded function takes its place
name_scope = guarded(name_scope)

function scopeOf<R>(
  chosen: string | null,
  valid: boolean,
  name: string | null,
  defaultName: string | null,
  values: readonly unknown[],
  body: ScopeBody<R> | undefined,
): NameScope | R {
  if (!valid) return withScope(name, defaultName, values, () => undefined as R)
  const graph = graphOf(listOf(values).filter(value => value !== null))
  pushGraph(graph)
  let entered: { readonly prefix: string; readonly leave: () => void }
  try {
    entered = graph.enterNameScope(chosen)
  } catch (error) {
    popGraph(graph)
    throw error
  }
  const leave = (): void => {
    entered.leave()
    popGraph(graph)
  }
  return body ? within(entered.prefix, leave, body) : new NameScope(entered.prefix, leave)
}

/** 0.7's order of arguments: `op_scope(values, name, default_name)`. */
export function op_scope<R>(
  values: readonly unknown[],
  name: Name,
  default_name?: string | null,
  body?: ScopeBody<R>,
): NameScope | R {
  return body ? name_scope<R>(name, default_name ?? null, values, body) : name_scope(name, default_name ?? null, values)
}
// @ts-expect-error the guarded function takes its place
op_scope = guarded(op_scope)

/** See Graph.control_dependencies. */
export function control_dependencies(control_inputs: readonly unknown[] | null): Scope<undefined>
export function control_dependencies<R>(control_inputs: readonly unknown[] | null, body: () => R): R
export function control_dependencies<R>(
  control_inputs: readonly unknown[] | null,
  body?: () => R,
): Scope<undefined> | R {
  const graph = get_default_graph()
  return body ? graph.control_dependencies(control_inputs, body) : graph.control_dependencies(control_inputs)
}
// @ts-expect-error the guarded function takes its place
control_dependencies = guarded(control_dependencies)

/** See Graph.device. */
export function device(device_name_or_function: DeviceLike): Scope<undefined>
export function device<R>(device_name_or_function: DeviceLike, body: () => R): R
export function device<R>(device_name_or_function: DeviceLike, body?: () => R): Scope<undefined> | R {
  const graph = get_default_graph()
  return body ? graph.device(device_name_or_function, body) : graph.device(device_name_or_function)
}
// @ts-expect-error the guarded function takes its place
device = guarded(device)

/** See Graph.colocate_with. */
export function colocate_with(op: Tensor | Operation, ignore_existing?: boolean): Scope<undefined>
export function colocate_with<R>(op: Tensor | Operation, ignore_existing: boolean, body: () => R): R
export function colocate_with<R>(
  op: Tensor | Operation,
  ignore_existing = false,
  body?: () => R,
): Scope<undefined> | R {
  const graph = get_default_graph()
  return body ? graph.colocate_with(op, ignore_existing, body) : graph.colocate_with(op, ignore_existing)
}
// @ts-expect-error the guarded function takes its place
colocate_with = guarded(colocate_with)

/** See Graph.container. */
export function container(name: string): Scope<string>
export function container<R>(name: string, body: (name: string) => R): R
export function container<R>(name: string, body?: (name: string) => R): Scope<string> | R {
  const graph = get_default_graph()
  return body ? graph.container(name, body) : graph.container(name)
}
// @ts-expect-error the guarded function takes its place
container = guarded(container)

/** Adds `value` to a collection of the default graph. */
export function add_to_collection(name: string, value: unknown): void {
  get_default_graph().add_to_collection(name, value)
}
// @ts-expect-error the guarded function takes its place
add_to_collection = guarded(add_to_collection)
export function add_to_collections(names: string | readonly string[], value: unknown): void {
  get_default_graph().add_to_collections(names, value)
}
// @ts-expect-error the guarded function takes its place
add_to_collections = guarded(add_to_collections)
/** The values in a collection of the default graph, in order; a copy. */
// biome-ignore lint/suspicious/noExplicitAny: a collection holds whatever users put into it
export function get_collection(key: string, scope: string | null = null): any[] {
  return get_default_graph().get_collection(key, scope)
}
// @ts-expect-error the guarded function takes its place
get_collection = guarded(get_collection)
// biome-ignore lint/suspicious/noExplicitAny: as above
export function get_collection_ref(key: string): any[] {
  return get_default_graph().get_collection_ref(key)
}
// @ts-expect-error the guarded function takes its place
get_collection_ref = guarded(get_collection_ref)
/** The graph-level seed: with it, every run of the program gives the same random numbers. */
export function set_random_seed(seed: number | { readonly seed: number } | null): void {
  const given = typeof seed === 'object' && seed !== null && 'seed' in seed ? seed.seed : seed
  get_default_graph().seed = given === null ? null : Number(given)
}
// @ts-expect-error the guarded function takes its place
set_random_seed = guarded(set_random_seed)
