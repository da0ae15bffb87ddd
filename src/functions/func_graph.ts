/** The graph in which a function's body is built (framework/function.py). */
import { get_default_graph } from '../graph/default_graph.ts'
import { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { placeholder } from '../ops/core/placeholder_ops.ts'
import { get_variable_scope } from '../ops/variables/variable_scope.ts'
import { variableStoreOf } from '../ops/variables/variable_store.ts'
import type { CustomGetter } from '../ops/variables/variable_types.ts'
import type { Variable } from '../ops/variables/variables.ts'

/** What a function takes from the graph around it becomes arguments of its own, and its variables are that graph's. */
export class FuncGraph extends Graph {
  readonly #outer = get_default_graph()
  readonly #scope = get_variable_scope()
  readonly #captured = new Map<Tensor, Tensor>()
  /** Variables that the body has asked for. */
  readonly extraVars: Variable[] = []

  /** Tensors of the graph around it. */
  get extraInputs(): Tensor[] {
    return [...this.#captured.keys()]
  }
  /** The arguments that stand for them. */
  get extraArgs(): Tensor[] {
    return [...this.#captured.values()]
  }
  override get building_function(): boolean {
    return true
  }
  override addNode(node: Parameters<Graph['addNode']>[0]): Operation {
    return super.addNode({ ...node, inputs: node.inputs.map(input => this.#own(input)) })
  }
  #own(input: Tensor): Tensor {
    if (input.graph === this) return input
    let argument = this.#captured.get(input)
    if (!argument) {
      argument = placeholder(input.dtype, input.get_shape())
      this.#captured.set(input, argument)
    }
    return argument
  }
  /** Makes variables in the scope in which the function was first used. */
  readonly getter: CustomGetter = (_getter, name, { shape, dtype, initializer, trainable, collections }) =>
    this.#outer.as_default(() => {
      const made = this.#scope.get_variable(
        variableStoreOf(this.#outer),
        name as string,
        {
          shape,
          dtype,
          initializer,
          trainable,
          collections,
        } as never,
      )
      this.extraVars.push(made)
      return made
    })
}
