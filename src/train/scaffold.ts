/** tf.train.Scaffold (training/monitored_session.py): the parts of a graph that a training needs beside its model. */
import { Adopting } from '../calling/adoption.ts'
import { pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { RuntimeError, TypeError } from '../errors/python.ts'
import { SaverDef } from '../formats/protos/index.ts'
import { withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { boolean_mask } from '../ops/array/mask_ops.ts'
import { pack } from '../ops/array/pack_ops.ts'
import { group } from '../ops/control_flow/control_flow_ops.ts'
import { no_op } from '../ops/core/identity_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { logical_not } from '../ops/math/logical_ops.ts'
import { initialize_all_tables } from '../ops/resources/table_initializers.ts'
import {
  global_variables_initializer,
  local_variables_initializer,
  report_uninitialized_variables,
} from '../ops/variables/variable_initializers.ts'
import type { FeedDict } from '../session/feeds.ts'
import type { Session } from '../session/session.ts'
import { merge_all } from '../summary/summaries.ts'
import { string } from '../tensor/dtypes.ts'
import { Saver } from './saver.ts'

const SCAFFOLD_TEXT =
  'Scaffold(init_op=None, init_feed_dict=None, init_fn=None, ready_op=None, local_init_op=None, summary_op=None, saver=None)'
interface ScaffoldArgs {
  init_op: Operation | null
  init_feed_dict: FeedDict | null
  init_fn: ((scaffold: Scaffold, session: Session) => unknown) | null
  ready_op: Tensor | null
  local_init_op: Operation | null
  summary_op: Tensor | null
  saver: Saver | null
}

/**
 * Initializers, a saver, the merged summaries, and a test whether the model is ready. What is not given is taken from the collections of the
 * default graph, or added to it, by `finalize`. `init_fn(scaffold, session)` is called behind `init_op`.
 */
export class Scaffold extends Adopting {
  readonly init_fn: ((session: Session) => unknown) | null
  readonly init_feed_dict: FeedDict | null
  #init: Operation | null
  #ready: Tensor | null
  #localInit: Operation | null
  #summary: Tensor | null
  #saver: Saver | null

  constructor(...args: PythonArguments<typeof SCAFFOLD_TEXT, ScaffoldArgs>) {
    super()
    const bound = SCAFFOLD.bind(args) as unknown as ScaffoldArgs
    const { init_fn } = bound
    this.init_fn = init_fn ? session => init_fn(this, session) : null
    this.init_feed_dict = bound.init_feed_dict
    this.#init = bound.init_op
    this.#ready = bound.ready_op
    this.#localInit = bound.local_init_op
    this.#summary = bound.summary_op
    this.#saver = bound.saver
  }
  /** Adds what is missing, and finalizes the graph. Error: RuntimeError where a collection has several and none was given. */
  finalize(): this {
    this.#init ??= Scaffold.get_or_default('init_op', GraphKeys.INIT_OP, () =>
      group(global_variables_initializer(), initializeResources()),
    )
    this.#ready ??= Scaffold.get_or_default('ready_op', GraphKeys.READY_OP, () =>
      concat(0, [report_uninitialized_variables(), reportUninitializedResources()]),
    )
    this.#localInit ??= Scaffold.get_or_default('local_init_op', GraphKeys.LOCAL_INIT_OP, () =>
      group(local_variables_initializer(), initialize_all_tables()),
    )
    this.#summary ??= Scaffold.get_or_default('summary_op', GraphKeys.SUMMARY_OP, () => merge_all())
    this.#saver ??= Scaffold.get_or_default(
      'saver',
      GraphKeys.SAVERS,
      () => new Saver({ sharded: true, allow_empty: true, write_version: SaverDef.V2 }),
    )
    this.#saver?.build()
    get_default_graph().finalize()
    return this
  }
  get init_op(): Operation | null {
    return this.#init
  }
  get ready_op(): Tensor | null {
    return this.#ready
  }
  get local_init_op(): Operation | null {
    return this.#localInit
  }
  get summary_op(): Tensor | null {
    return this.#summary
  }
  get saver(): Saver | null {
    return this.#saver
  }
  /** The one item of a collection; where it has none, what `default_constructor` makes, which is added to it. */
  static get_or_default<T>(arg_name: string, collection_key: string, default_constructor: () => T | null): T | null {
    const graph = get_default_graph()
    const found = graph.get_collection(collection_key) as T[]
    if (found.length > 1)
      throw new RuntimeError(
        `More than one item in the collection "${collection_key}". Please indicate which one to use by passing it to the tf.Scaffold constructor as:  tf.Scaffold(${arg_name}=item to use)`,
      )
    if (found.length === 1) return found[0] as T
    if (typeof default_constructor !== 'function')
      throw new TypeError(`'${pythonTypeName(default_constructor)}' object is not callable`)
    const made = default_constructor()
    if (made !== null) graph.add_to_collection(collection_key, made)
    return made
  }
}
// @ts-expect-error the guarded class takes its place
Scaffold = guardedClass(Scaffold)
const SCAFFOLD = setSignature(Scaffold, SCAFFOLD_TEXT)

/** What the collections of resources hold (ops/resources.py). */
interface Resource {
  readonly handle: Tensor
  readonly create: Operation
  readonly is_initialized: Tensor
}
const resourcesIn = (key: string): Resource[] => get_default_graph().get_collection(key) as Resource[]
function initializeResources(): Operation {
  const resources = resourcesIn(GraphKeys.RESOURCES)
  return resources.length > 0
    ? (group(...resources.map(resource => resource.create), { name: 'init' }) as Operation)
    : no_op('init')
}
function reportUninitializedResources(): Tensor {
  const resources = [...resourcesIn(GraphKeys.RESOURCES), ...resourcesIn(GraphKeys.LOCAL_RESOURCES)]
  return withScope('report_uninitialized_resources', null, [], () => {
    if (resources.length === 0) return constant([], string)
    const missing = logical_not(pack(resources.map(resource => resource.is_initialized)))
    return boolean_mask(constant(resources.map(resource => resource.handle.name)), missing)
  })
}
