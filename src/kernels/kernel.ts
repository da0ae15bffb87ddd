/** The contract of a kernel: plain numbers in, plain numbers out. Kernels know arrays, not graphs. */
import type { DType } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { SessionTensors } from './session_tensors.ts'

/**
 * The buffer behind a reference: a variable's value. Values that are read from it are views on `value`,
 * so an in-place update is seen by every later reader, as in TensorFlow.
 */
export interface VariableBuffer {
  /** undefined while uninitialised. Write into its `data` to update in place. */
  readonly value: NDArray | undefined
  /** Gives the variable a new buffer holding a copy of `value`; views on the old buffer keep it. */
  replace(value: NDArray): void
  /** Says that its elements may change in place: what was made of them is out of date. */
  touch?(): void
  /** Name for messages. */
  readonly name: string
  /** The shape that its node declares; undefined where the node leaves it open. */
  readonly declared?: readonly number[] | undefined
}

/** What a reference to a resource refers to. */
export interface ResourceReference extends VariableBuffer {
  readonly resource: unknown
}

/** Where named, shared state of a session lives: queues, readers, tables, TensorArrays. */
export interface ResourceStore {
  /** The resource of that kind, container and name, made on first use. */
  lookupOrCreate<T>(kind: string, container: string, name: string, create: () => T): T
  lookup<T>(kind: string, container: string, name: string): T | undefined
  remove(kind: string, container: string, name: string): void
}

/** What a kernel sees of the node that it computes. `Attrs`: the types of the attributes, where they are known. */
export interface KernelContext<Attrs = Readonly<Record<string, unknown>>> {
  /** For messages and for names of resources; `device` where it runs, in full. */
  readonly node: { readonly name: string; readonly op: string; readonly device: string }
  /** All inputs, lists flattened, in order. An input that is a reference gives its current value. */
  readonly inputs: readonly NDArray[]
  /** Input `index`, present and initialised. */
  input(index: number): NDArray
  /** The inputs that belong to the op's input argument `name`; more than one where the argument is a list. */
  list(name: string): readonly NDArray[]
  /** Attribute `name` as the graph holds it; `undefined` where the op has none of that name. */
  attr<Name extends keyof Attrs & string>(name: Name): Attrs[Name]
  /**
   * An array for output `index`, to be written whole and returned: the place that a plan has for it, which holds something else until
   * then and overlaps no input, or else a new one. Large outputs are made faster this way than in memory that is touched for the first time.
   */
  newOutput(index: number, shape: readonly number[]): NDArray
  /** Types of the outputs, references included. */
  readonly outputTypes: readonly DType[]
  /** The variable behind input `index`, which must be a reference. */
  variable(index: number): VariableBuffer
  /** The variable that this node itself stands for (op Variable and its kin), made on first use. */
  ownVariable(): VariableBuffer
  /**
   * State of this node: a random generator, a counter. It lasts as long as the session; of ops that are not stateful, each set of feeds
   * and fetches has its own, as in TensorFlow.
   */
  state<T>(create: () => T): T
  readonly resources: ResourceStore
  /** Tensors that outlive their runs. */
  readonly sessionTensors: SessionTensors
  /** Runs when the step ends, whether it failed or not: per-step resources free themselves. */
  onStepEnd(callback: () => void): void
  /** A file that is read, opened once in a run for all nodes that name the same `key`, and closed when the run ends. It keeps nothing of inputs and outputs. */
  stepFile<T extends { close(): void }>(key: string, open: () => T): T
  /** State that lasts for this one run of the session and is shared by its nodes (TensorArrays, stacks). */
  stepState<T>(key: string, create: () => T): T
  /** What the node's graph is known by, for tables that last as long as it. */
  readonly graph: object
}

/** A kernel that cannot go on yet yields; it is resumed when another run has changed something. */
export type BlockedKernel = Generator<'blocked', readonly (KernelOutput | undefined)[], void>

/** One output: a value, or for reference outputs the variable that it refers to. */
export type KernelOutput = NDArray | VariableBuffer

/**
 * Computes one node. Throws a `Status` (errors/status.ts) where TensorFlow's kernel would fail. An output that is
 * undefined has no value: the branch that a switch doesn't take.
 */
export type Kernel<Attrs = Readonly<Record<string, unknown>>> = (
  context: KernelContext<Attrs>,
) => KernelOutput | readonly (KernelOutput | undefined)[] | BlockedKernel
