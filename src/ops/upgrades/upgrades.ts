/** Ops of TensorFlow 1.x as ops of 0.12: one line an op. Resource handles become references, as variables and queues of 0.12 are. */
import { AttrValue as AttrValueProto, DataType, type NodeDef } from '../../formats/protos/graph.generated.ts'
import { registerUpgrade, type Upgrade } from '../../graph/upgrades.ts'

/** The same op under its older name. */
const rename =
  (op: string): Upgrade =>
  node => {
    node.op = op
  }

/** The variable node that an input leads to, through the nodes that only pass it on. */
function variableOf(node: NodeDef, find: (name: string) => NodeDef | undefined): NodeDef | undefined {
  let name = (node.input[0] ?? '').split(':')[0] as string
  for (;;) {
    const source = find(name)
    if (!source || source.attr['dtype'] || source.input.length === 0) return source
    name = (source.input[0] ?? '').split(':')[0] as string
  }
}

/** An op on a variable's handle under another name; its type attribute `type` is the variable's. */
const onVariable =
  (op: string, type: string, drop: readonly string[] = ['dtype']): Upgrade =>
  (node, find) => {
    const dtype = node.attr['dtype'] ?? node.attr['T'] ?? variableOf(node, find)?.attr['dtype']
    node.op = op
    for (const name of drop) delete node.attr[name]
    if (dtype) node.attr[type] = dtype
  }

/** A variable: the shape attribute says its static shape, scalars included, which 0.12's attribute cannot. */
const variable: Upgrade = node => {
  node.op = 'Variable'
  const shape = node.attr['shape']
  if (shape && !shape.shape.unknown_rank)
    node.attr['_output_shapes'] = new AttrValueProto({ list: { shape: [shape.shape] } as never })
  for (const name of ['allowed_devices', 'debug_name']) delete node.attr[name]
}

/** A stack of unbounded size; the bound of later versions is an input that 0.12 lacks. */
const stack: Upgrade = node => {
  node.op = 'Stack'
  node.input = node.input.filter(input => input.startsWith('^')) as never
}

/** What Savers of 2.x ask of the prefix: files of tf0 are in the file system, so it is none of a store's. */
const STORE = '^s3://.*'
const isInStore: Upgrade = node => {
  if (Buffer.from(node.attr['pattern']?.s ?? '').toString() !== STORE) return
  node.op = 'Const'
  node.input = node.input.filter(input => input.startsWith('^')) as never
  delete node.attr['pattern']
  node.attr['dtype'] = new AttrValueProto({ type: DataType.DT_BOOL })
  node.attr['value'] = new AttrValueProto({
    tensor: { dtype: DataType.DT_BOOL, tensor_shape: {}, bool_val: [false] } as never,
  })
}

const UPGRADES: Readonly<Record<string, Upgrade>> = {
  AddV2: rename('Add'),
  BatchMatMulV2: rename('BatchMatMul'),
  VariableV2: variable,
  VarHandleOp: variable,
  ReadVariableOp: onVariable('Identity', 'T'),
  AssignVariableOp: onVariable('Assign', 'T', ['dtype', 'validate_shape']),
  AssignAddVariableOp: onVariable('AssignAdd', 'T'),
  AssignSubVariableOp: onVariable('AssignSub', 'T'),
  VarIsInitializedOp: onVariable('IsVariableInitialized', 'dtype', []),
  ResourceGather: onVariable('Gather', 'Tparams', ['dtype', 'batch_dims']),
  StackV2: stack,
  StackPushV2: rename('StackPush'),
  StackPopV2: rename('StackPop'),
  StackCloseV2: rename('StackClose'),
  StaticRegexFullMatch: isInStore,
}
for (const [op, upgrade] of Object.entries(UPGRADES)) registerUpgrade(op, upgrade)

// queues: the handle is a resource where 0.12 has a reference to its name
for (const kind of [
  'FIFOQueue',
  'PaddingFIFOQueue',
  'RandomShuffleQueue',
  'PriorityQueue',
  'QueueEnqueue',
  'QueueEnqueueMany',
  'QueueDequeue',
  'QueueDequeueMany',
  'QueueDequeueUpTo',
  'QueueClose',
  'QueueSize',
]) {
  registerUpgrade(`${kind}V2`, rename(kind))
}
// optimizers and scatters on resource variables
for (const kind of [
  'GradientDescent',
  'Momentum',
  'Adagrad',
  'Adadelta',
  'Adam',
  'RMSProp',
  'CenteredRMSProp',
  'Ftrl',
  'AdagradDA',
  'ProximalGradientDescent',
  'ProximalAdagrad',
]) {
  registerUpgrade(`ResourceApply${kind}`, rename(`Apply${kind}`))
  registerUpgrade(`ResourceSparseApply${kind}`, rename(`SparseApply${kind}`))
}
for (const kind of ['Add', 'Sub', 'Mul', 'Div', 'Update'])
  registerUpgrade(`ResourceScatter${kind}`, onVariable(`Scatter${kind}`, 'T'))
