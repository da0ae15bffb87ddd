/** Ordering without data: groups, tuples, dependencies (ops/control_flow_ops.py). */

import { listOf, noAttribute, pythonRepr, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { identity, NoOp, no_op } from '../core/identity_ops.ts'

/** Something that runs before something else. */
export type Dependency = Operation | Tensor | IndexedSlices | { _as_graph_element(): Tensor | Operation }

/** A NoOp named `name` after `deps`. */
function groupOnDevice(device: string, deps: readonly Operation[], name: Name | string): Operation {
  const graph = get_default_graph()
  return graph.control_dependencies(deps, () =>
    device ? graph.device(device, () => applyOp(NoOp, {}, name)) : no_op(String(name)),
  )
}

/** The operation of an element of the graph; `attribute` is what TensorFlow asks of it first. */
function operationOf(input: unknown, attribute: 'device' | 'op'): Operation {
  const element = input instanceof IndexedSlices ? input.op : input
  const found =
    typeof element === 'object' && element !== null && '_as_graph_element' in element
      ? (element as { _as_graph_element(): Tensor | Operation })._as_graph_element()
      : element
  if (found instanceof Operation) return found
  if (found instanceof Tensor) return found.op
  throw noAttribute(input, attribute)
}

/** The node that groups `inputs`: it runs when all of them have run. */
export function groupOps(inputs: readonly unknown[], name: Name): Operation {
  const unknown = inputs.find(input => isPlainObject(input))
  if (unknown) throw new ValueError(`Unknown keyword arguments: ${Object.keys(unknown).join(', ')}`)
  const ops = inputs.map(input => operationOf(input, 'device'))
  return withScope(name, 'group_deps', ops, scope => {
    if (ops.length === 0) return no_op(scope)
    const byDevice = new Map<string, Operation[]>()
    for (const op of ops) {
      const others = byDevice.get(op.device)
      if (others) others.push(op)
      else byDevice.set(op.device, [op])
    }
    // one node, or one a device under a final one
    if (byDevice.size === 1) {
      const [[device, deps]] = [...byDevice] as [[string, Operation[]]]
      return groupOnDevice(device, deps, scope)
    }
    const all = [...byDevice]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([device, deps]) => groupOnDevice(device, deps, 'NoOp'))
    return get_default_graph().control_dependencies(all, () => no_op(scope))
  })
}

/** An operation that runs when all `inputs` (operations or tensors) have run. */
export const group = pyfunction('group(*inputs, name=None)', ({ inputs, name }: { inputs: Dependency[]; name: Name }) =>
  groupOps(inputs, name),
)

/** `output` with a node of its own, available once `dependencies` have run. */
export function withDependencies(dependencies: readonly unknown[], output: Tensor, name: Name = null): Tensor {
  return withScope(name, 'control_dependency', [...dependencies, output], scope =>
    get_default_graph().colocate_with(output, false, () =>
      get_default_graph().control_dependencies(dependencies, () => identity(output, scope)),
    ),
  )
}

/** The same for slices: values and indices both wait. */
export function withDependenciesOnSlices(
  dependencies: readonly unknown[],
  slices: IndexedSlices,
  name: Name = null,
): IndexedSlices {
  return withScope(name, 'control_dependency', [...dependencies, slices], scope =>
    get_default_graph().colocate_with(slices.op, false, () =>
      get_default_graph().control_dependencies(
        dependencies,
        () => new IndexedSlices(identity(slices.values, scope), slices.indices, slices.dense_shape),
      ),
    ),
  )
}

function controlInput(input: unknown): Operation {
  if (input instanceof Tensor) return input.op
  if (input instanceof Operation) return input
  throw new TypeError(`Control input must be Operation or Tensor: ${pythonStr(input)}`)
}

interface TupleArgs {
  tensors: readonly (TensorLike | IndexedSlices | null)[]
  name: Name
  control_inputs: readonly Dependency[] | null
}
/** The same tensors, each available only when all of them (and `control_inputs`) are. nulls stay. */
export const tuple = pyfunction(
  'tuple(tensors, name=None, control_inputs=None)',
  ({ tensors, name, control_inputs }: TupleArgs): (Tensor | IndexedSlices | null)[] => {
    const given = listOf(tensors)
    const more = control_inputs === null ? [] : listOf(control_inputs)
    return withScope(
      name,
      'tuple',
      given.filter(tensor => tensor !== null),
      scope => {
        const gating: Operation[] = []
        const seen = new Set<Operation>()
        const add = (op: Operation): void => {
          if (!seen.has(op)) gating.push(op)
          seen.add(op)
        }
        for (const tensor of given) if (tensor !== null) add(operationOf(tensor, 'op'))
        for (const input of more) add(controlInput(input))
        if (gating.length === 0) throw new ValueError(`Must have at least one Tensor: ${pythonRepr(tensors)}`)
        void scope
        // sorted so that the graph does not depend on how the user listed them
        const gate = groupOps(
          gating.sort((a, b) => a.id - b.id),
          null,
        )
        return given.map(tensor =>
          tensor === null
            ? null
            : tensor instanceof IndexedSlices
              ? withDependenciesOnSlices([gate], tensor)
              : withDependencies([gate], convertToTensor(tensor)),
        )
      },
    )
  },
)
