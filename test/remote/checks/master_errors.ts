/** What a master refuses, and what it says: verbatim but for names of the machine and of the run (`settled`). */
import { hostname } from 'node:os'
import * as tf from '../../../src/index.ts'
import type { RawSession, Step } from '../raw_session.ts'

type Version = '0.12.1' | '1.15.5' | '2.21.0'
/** An error's class and text. */
type Refusal = readonly [kind: unknown, text: string]

/** One thing that a master refuses. */
export interface Row {
  readonly name: string
  readonly run: (open: (graph: string, config?: tf.ConfigProto) => RawSession) => unknown
  /** For all versions, or by version; null where the server takes it. */
  readonly error: Refusal | Readonly<Record<Version, Refusal | null>>
}

/** A text without what differs from run to run and from machine to machine. */
export const settled = (text: string): string =>
  text
    .replaceAll(`running on ${hostname()}.`, 'running on <host>.')
    .replaceAll(/Session [\da-f]{16}/g, 'Session <handle>')
    .replaceAll(/incarnation=-?\d+/g, 'incarnation=<number>')
    .replaceAll(', /job:local/replica:0/task:0/device:XLA_CPU:0', '')

const {
  AbortedError,
  FailedPreconditionError,
  InternalError,
  InvalidArgumentError,
  NotFoundError,
  UnimplementedError,
} = tf.errors

const FLOAT = 'attr { key: "T" value { type: DT_FLOAT } }'
const TYPE = 'attr { key: "dtype" value { type: DT_FLOAT } }'
const SHAPE = 'attr { key: "shape" value { shape {} } }'
const node = (name: string, op: string, inputs: readonly string[], more = FLOAT): string =>
  `node { name: "${name}" op: "${op}" ${inputs.map(each => `input: "${each}"`).join(' ')} ${more} }\n`
const value = (type: string, more: string): string =>
  `attr { key: "dtype" value { type: ${type} } } attr { key: "value" value { tensor { dtype: ${type} ${more} } } }`
const matrix = (size: number): string =>
  value('DT_FLOAT', `tensor_shape { dim { size: ${size} } dim { size: ${size} } } float_val: 2`)
const SCALAR = value('DT_FLOAT', 'tensor_shape {} float_val: 2')

const X = node('x', 'Placeholder', [], `${TYPE} ${SHAPE}`)
const C = node('c', 'Const', [], SCALAR)
const GRAPH = `${X}${C}${node('y', 'Mul', ['x', 'c'])}`
const VARIABLE = node('v', 'Variable', [], `${TYPE} ${SHAPE}`) + node('rv', 'Identity', ['v'])
const UNKNOWN_ATTR = node('u', 'Mul', ['c', 'c'], `${FLOAT} attr { key: "zzz" value { i: 1 } }`)
const NO_ATTR = node('u', 'Mul', ['c', 'c'], '')

const fed = (name: string, values: unknown = 1, dtype = tf.np.float32): NonNullable<Step['feeds']>[number] => [
  name,
  tf.np.array(values as never, dtype),
]
const DEVICE = '_device="/job:local/replica:0/task:0/cpu:0"'
const mul = (types: string): string =>
  `Op<name=Mul; signature=x:T, y:T -> z:T; attr=T:type,allowed=[${types}]; is_commutative=true>`
const MUL = {
  '0.12.1': mul(
    'DT_HALF, DT_FLOAT, DT_DOUBLE, DT_UINT8, DT_INT8, DT_UINT16, DT_INT16, DT_INT32, DT_INT64, DT_COMPLEX64, DT_COMPLEX128',
  ),
  '1.15.5': mul(
    'DT_BFLOAT16, DT_HALF, DT_FLOAT, DT_DOUBLE, DT_UINT8, DT_INT8, DT_UINT16, DT_INT16, DT_INT32, DT_INT64, DT_COMPLEX64, DT_COMPLEX128',
  ),
  '2.21.0': mul(
    'DT_BFLOAT16, DT_HALF, DT_FLOAT, DT_DOUBLE, DT_UINT8, DT_INT8, DT_UINT16, DT_INT16, DT_INT32, DT_UINT32, DT_UINT64, DT_INT64, ' +
      'DT_COMPLEX64, DT_COMPLEX128',
  ),
}
/** The same text, and the node as servers before 1.0 and after name it. */
const atNode = (kind: unknown, text: string, before: string, after: string): Row['error'] => ({
  '0.12.1': [kind, `${text}\n\t [[Node: ${before}]]`],
  '1.15.5': [kind, `${text}\n\t [[{{node ${after}}}]]`],
  '2.21.0': [kind, `${text}\n\t [[{{node ${after}}}]]`],
})
const consumers = (text: (consumer: number, release: string) => string): Row['error'] => ({
  '0.12.1': [InvalidArgumentError, text(17, '0.12.1')],
  '1.15.5': [InvalidArgumentError, text(134, '1.15.5')],
  '2.21.0': [InvalidArgumentError, text(2474, '2.21.0')],
})
const unregistered = (contrib: string): Refusal => [
  NotFoundError,
  "Op type not registered 'NoSuchOp' in binary running on <host>. Make sure the Op and Kernel are registered in the binary running in " +
    `this process. Note that if you are loading a saved graph which used ops from tf.contrib${contrib} should be done before importing ` +
    'the graph, as contrib ops are lazily registered when the module is first accessed.',
]
const REMOVED =
  'Op BatchMatrixInverse is not available in GraphDef version 22. It has been removed in version 13. Use MatrixInverse instead..'
const noDevice: Refusal = [
  InvalidArgumentError,
  'Cannot assign a device for operation c: {{node c}} was explicitly assigned to /job:nojob/task:0 but available devices are ' +
    '[ /job:local/replica:0/task:0/device:CPU:0 ]. Make sure the device specification refers to a valid device.\n\t [[c]]',
]

export const masterErrors: readonly Row[] = [
  {
    name: 'an unknown fetch',
    run: open => open(GRAPH).step({ fetches: ['nope:0'], feeds: [fed('x:0')] }),
    error: [NotFoundError, 'FetchOutputs node nope:0: not found'],
  },
  {
    name: 'an output that the fetched operation does not have',
    run: open => open(GRAPH).step({ fetches: ['y:7'], feeds: [fed('x:0')] }),
    error: [InvalidArgumentError, 'FetchOutputs y:7: output index too large, must be < 1'],
  },
  {
    name: 'an unknown target',
    run: open => open(GRAPH).step({ targets: ['nope'] }),
    error: [NotFoundError, 'PruneForTargets: Some target nodes not found: nope '],
  },
  {
    name: 'an unknown feed',
    run: open => open(GRAPH).step({ fetches: ['y:0'], feeds: [fed('x:0'), fed('q:0')] }),
    error: [NotFoundError, 'FeedInputs: unable to find feed output q:0'],
  },
  {
    name: 'a tensor fed twice',
    run: open => open(GRAPH).step({ fetches: ['y:0'], feeds: [fed('x:0'), fed('x:0')] }),
    error: [InvalidArgumentError, 'Endpoint "x:0" fed more than once.'],
  },
  {
    name: 'a tensor fed and fetched',
    run: open => open(GRAPH).step({ fetches: ['x:0'], feeds: [fed('x:0')] }),
    error: [InvalidArgumentError, 'x:0 is both fed and fetched.'],
  },
  {
    name: 'a step that asks for nothing',
    run: open => open(GRAPH).step({}),
    error: [InvalidArgumentError, 'Must specify at least one target to fetch or execute.'],
  },
  {
    name: 'a placeholder that is not fed',
    run: open => open(GRAPH).step({ fetches: ['y:0'] }),
    error: atNode(
      InvalidArgumentError,
      "You must feed a value for placeholder tensor 'x' with dtype float",
      `x = Placeholder[dtype=DT_FLOAT, shape=[], ${DEVICE}]()`,
      'x',
    ),
  },
  {
    name: 'a value of another type',
    run: open => open(GRAPH).step({ fetches: ['y:0'], feeds: [fed('x:0', 1, tf.np.int32 as never)] }),
    error: {
      '0.12.1': [
        InternalError,
        'Output 0 of type int32 does not match declared output type float for node _recv_x_0 = _Recv[client_terminated=true, ' +
          'recv_device="/job:local/replica:0/task:0/cpu:0", send_device="/job:local/replica:0/task:0/cpu:0", ' +
          `send_device_incarnation=<number>, tensor_name="x:0", tensor_type=DT_FLOAT, ${DEVICE}]()`,
      ],
      '1.15.5': [
        InternalError,
        'Output 0 of type int32 does not match declared output type float for node {{node _recv_x_0}}',
      ],
      '2.21.0': [
        InternalError,
        'Output 0 of type int32 does not match declared output type float for node {{node _recv_x_0}}',
      ],
    },
  },
  {
    name: 'a variable without a value',
    run: open => open(VARIABLE).step({ fetches: ['rv:0'] }),
    error: atNode(
      FailedPreconditionError,
      'Attempting to use uninitialized value v',
      `rv = Identity[T=DT_FLOAT, ${DEVICE}](v)`,
      'rv',
    ),
  },
  {
    name: 'sizes of matrices',
    run: open =>
      open(`${X}${node('w', 'Const', [], matrix(2))}${node('mm', 'MatMul', ['x', 'w'])}`).step({
        fetches: ['mm:0'],
        feeds: [fed('x:0', [[1, 2, 3]])],
      }),
    error: atNode(
      InvalidArgumentError,
      'Matrix size-incompatible: In[0]: [1,3], In[1]: [2,2]',
      `mm = MatMul[T=DT_FLOAT, transpose_a=false, transpose_b=false, ${DEVICE}](_recv_x_0, w)`,
      'mm',
    ),
  },
  {
    name: 'an unknown op',
    run: open => open(node('u', 'NoSuchOp', [], '')),
    error: {
      '0.12.1': [NotFoundError, "Op type not registered 'NoSuchOp'"],
      '1.15.5': unregistered(', accessing (e.g.) `tf.contrib.resampler`'),
      '2.21.0': unregistered(' (e.g. `tf.contrib.resampler`), accessing'),
    },
  },
  {
    name: 'an unknown attribute in nodes that are added',
    run: open => open(GRAPH).extend(UNKNOWN_ATTR),
    error: {
      '0.12.1': [
        InvalidArgumentError,
        `NodeDef mentions attr 'zzz' not in ${MUL['0.12.1']}; NodeDef: u = Mul[T=DT_FLOAT, zzz=1](c, c)`,
      ],
      '1.15.5': [
        InvalidArgumentError,
        `NodeDef mentions attr 'zzz' not in ${MUL['1.15.5']}; NodeDef: {{node u}}. (Check whether your GraphDef-interpreting binary ` +
          'is up to date with your GraphDef-generating binary.).',
      ],
      '2.21.0': null,
    },
  },
  {
    name: 'an unknown attribute in a step',
    run: open => open(C + UNKNOWN_ATTR).step({ fetches: ['u:0'] }),
    error: {
      '0.12.1': [
        InvalidArgumentError,
        `NodeDef mentions attr 'zzz' not in ${MUL['0.12.1']}; NodeDef: u = Mul[T=DT_FLOAT, zzz=1, ${DEVICE}](c, c)`,
      ],
      '1.15.5': [
        InvalidArgumentError,
        `NodeDef mentions attr 'zzz' not in ${MUL['1.15.5']}; NodeDef: {{node u}}. (Check whether your GraphDef-interpreting binary ` +
          'is up to date with your GraphDef-generating binary.).',
      ],
      '2.21.0': null,
    },
  },
  {
    name: 'a missing attribute in nodes that are added',
    run: open => open(GRAPH).extend(NO_ATTR),
    error: {
      '0.12.1': [InvalidArgumentError, `NodeDef missing attr 'T' from ${MUL['0.12.1']}; NodeDef: u = Mul[](c, c)`],
      '1.15.5': [InvalidArgumentError, `NodeDef missing attr 'T' from ${MUL['1.15.5']}; NodeDef: {{node u}}`],
      '2.21.0': [InvalidArgumentError, `NodeDef missing attr 'T' from ${MUL['2.21.0']}; NodeDef: {{node u}}`],
    },
  },
  {
    name: 'an input that is not in the graph',
    run: open => open(GRAPH).extend(node('u5', 'Mul', ['c', 'yy'])),
    error: [InvalidArgumentError, "Node 'u5': Unknown input node 'yy'"],
  },
  {
    name: 'an input of another type',
    run: open =>
      open(GRAPH).extend(
        node('badi', 'Const', [], value('DT_INT32', 'tensor_shape {} int_val: 1')) + node('u7', 'Mul', ['c', 'badi']),
      ),
    error: [InvalidArgumentError, 'Input 1 of node u7 was passed int32 from badi:0 incompatible with expected float.'],
  },
  {
    name: 'a node that is there already',
    run: open => open(GRAPH).extend(node('y', 'Mul', ['x', 'c'])),
    error: [
      InvalidArgumentError,
      "GraphDef argument to Extend includes node 'y', which was created by a previous call to Create or Extend in this session.",
    ],
  },
  {
    name: 'another version of the graph',
    run: open => {
      const session = open(GRAPH)
      session.extend(node('d', 'Const', [], SCALAR))
      session.extend(node('e', 'Const', [], SCALAR), 0)
    },
    error: [AbortedError, 'Current version is 1 but caller expected 0.'],
  },
  {
    name: 'a cycle',
    run: open => open(C + node('a', 'Mul', ['c', 'b']) + node('b', 'Mul', ['a', 'c'])),
    error: [InvalidArgumentError, '2 nodes in a cycle'],
  },
  {
    name: 'a name that begins with _',
    run: open => open(C).extend(node('_u', 'Mul', ['c', 'c'])),
    error: atNode(InvalidArgumentError, "Illegal op name '_u'", '_u = Mul[T=DT_FLOAT](c, c)', '_u'),
  },
  {
    name: 'a graph for later versions only',
    run: open => open(`${GRAPH}versions { producer: 22 min_consumer: 9999 }`),
    error: consumers(
      (consumer, release) =>
        `GraphDef min consumer version 9999 above current version ${consumer} for TensorFlow ${release}.  Please upgrade TensorFlow.`,
    ),
  },
  {
    name: 'a graph that is not for this version',
    run: open => open(`${GRAPH}versions { producer: 22 bad_consumers: [17, 134, 2474] }`),
    error: consumers(
      consumer =>
        `GraphDef disallows consumer version ${consumer}.  Please upgrade TensorFlow: this version is likely buggy.`,
    ),
  },
  {
    name: 'an op that was removed',
    run: open =>
      open(node('m', 'Const', [], matrix(1)) + node('inverse', 'BatchMatrixInverse', ['m'])).step({
        fetches: ['inverse:0'],
      }),
    error: {
      '0.12.1': [UnimplementedError, REMOVED],
      '1.15.5': [UnimplementedError, REMOVED],
      '2.21.0': [UnimplementedError, `${REMOVED}\n\t [[{{node inverse}}]]`],
    },
  },
  {
    name: 'an unknown device',
    run: open => open(C.replace('op:', 'device: "/job:nojob/task:0" op:')),
    error: {
      '0.12.1': [
        InvalidArgumentError,
        "Cannot assign a device to node 'c': Could not satisfy explicit device specification '/job:nojob/task:0' because no devices matching " +
          'that specification are registered in this process; available devices: /job:local/replica:0/task:0/cpu:0\n\t ' +
          '[[Node: c = Const[dtype=DT_FLOAT, value=Tensor<type: float shape: [] values: 2>, _device="/job:nojob/task:0"]()]]',
      ],
      '1.15.5': noDevice,
      '2.21.0': noDevice,
    },
  },
  {
    name: 'a step of a session that was closed',
    run: open => {
      const session = open(GRAPH)
      session.close()
      session.step({ fetches: ['c:0'] })
    },
    error: [AbortedError, 'Session <handle> is not found.'],
  },
  {
    name: 'a step of an unknown session',
    run: open => open(GRAPH).step({ fetches: ['c:0'] }, 'nope'),
    error: [AbortedError, 'Session nope is not found.'],
  },
  {
    name: 'the close of a session that was closed',
    run: open => {
      const session = open(GRAPH)
      session.close()
      session.close()
    },
    error: [AbortedError, 'Session <handle> is not found. Possibly, this master has restarted.'],
  },
  {
    name: 'the devices of an unknown session',
    run: open => open(GRAPH).devices('nope'),
    error: {
      '0.12.1': null,
      '1.15.5': [InvalidArgumentError, 'Session nope is not found. Possibly, this master has restarted.'],
      '2.21.0': [InvalidArgumentError, 'Session nope is not found. Possibly, this master has restarted.'],
    },
  },
  {
    name: 'threads for each session',
    run: open => open(GRAPH, new tf.ConfigProto({ use_per_session_threads: true })),
    error: {
      '0.12.1': null,
      '1.15.5': [InvalidArgumentError, 'Distributed session does not support session thread pool options.'],
      '2.21.0': [InvalidArgumentError, 'Distributed session does not support session thread pool options.'],
    },
  },
]
