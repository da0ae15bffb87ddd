/** Handles of resources as 0.12 has them: references to two strings, the container and the name. */
import { invalidArgument, notFound } from '../../errors/status.ts'
import { containerOf, sharedName } from '../../graph/container.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext, ResourceReference } from '../../kernels/kernel.ts'
import { asBuffer } from '../../tensor/array_parts.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'

/** What a handle reference refers to: the strings that a fetch shows, and the resource itself. */
export class HandleBuffer implements ResourceReference {
  readonly name: string
  readonly value: NDArray
  readonly resource: unknown
  constructor(name: string, value: NDArray, resource: unknown) {
    this.name = name
    this.value = value
    this.resource = resource
  }
  /** The session ends. */
  release(): void {
    ;(this.resource as { release?(): void }).release?.()
  }
  replace(): void {
    throw invalidArgument(`${this.name} is the handle of a resource and cannot be assigned to`)
  }
}

export function handleArray(container: string, name: string): NDArray {
  return new NDArray('string', [2], [Buffer.from(container), Buffer.from(name)])
}
/** Shapes of a handle: a vector of two. */
export const handleShape = (_c: InferenceContext): readonly Shape[] => [[2]]

/** Input `index` is a handle. */
export function handleVector(c: InferenceContext, index: number): void {
  c.withValue(c.dim(c.withRank(c.input(index), 1), 0), 2)
}

/** The inputs are handles; nothing or scalars come out. */
export function handlesIn(c: InferenceContext): readonly Shape[] {
  for (let i = 0; i < c.inputCount; i++) handleVector(c, i)
  return c.outputTypes.map(() => [])
}

/** The resource behind reference input `index`; undefined where it is no handle. */
export function resourceBehind(k: KernelContext, index: number): unknown {
  const buffer = k.variable(index)
  return buffer instanceof HandleBuffer ? buffer.resource : undefined
}

/** The resource behind reference input `index`, which must be one of that class. `kind`: TensorFlow's interface, for its message. */
export function requireResource<T>(
  k: KernelContext,
  index: number,
  type: abstract new (...args: never) => T,
  kind: string,
): T {
  const resource = resourceBehind(k, index)
  if (resource instanceof type) return resource
  const { value } = k.variable(index)
  const [container, name] = (value?.size === 2 ? value.data : []) as Uint8Array[]
  const text = (bytes: Uint8Array | undefined): string => (bytes ? asBuffer(bytes).toString() : '')
  if (resource === undefined) throw notFound(`Container ${text(container)} does not exist.`)
  throw notFound(`Resource ${text(container)}/${text(name)}/N10tensorflow${kind.length}${kind}E does not exist.`)
}

/** `float, int32`: types as messages list them. */
export const typesText = (types: readonly DType[]): string => types.map(type => type.cpp_name).join(', ')

// numbers of resources without a shared name are unique in the process, as in TensorFlow
let counter = 0

/**
 * The handle of the resource that a stateful node stands for, the same in all runs of a session: its own, or the one of its
 * `shared_name`, which `check` compares with what the node asks for.
 */
export function sharedResource<T>(
  k: KernelContext,
  kind: string,
  make: (name: string) => T,
  check: (resource: T) => void,
): HandleBuffer {
  return k.state(() => {
    const shared = sharedName(k)
    const container = containerOf(k)
    const name = shared || `_${counter++}_${k.node.name}`
    const resource = shared ? k.resources.lookupOrCreate(kind, container, name, () => make(name)) : make(name)
    check(resource)
    return new HandleBuffer(name, handleArray(container, name), resource)
  })
}
