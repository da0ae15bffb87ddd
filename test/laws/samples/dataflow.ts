/** Ops of conds, loops and queues: their outputs depend on frames or on state that other nodes share. */
import { NDArray } from '../../../src/index.ts'
import type { Sample, Unsampled } from '../sample.ts'

export const samples: readonly Sample[] = [true, false].map(goes => ({
  op: 'LoopCond',
  inputs: [NDArray.of(goes, 'bool')],
}))

const unsampledOps = (reason: string, ...ops: readonly string[]): Unsampled[] => ops.map(op => ({ op, reason }))
const generations = (...names: readonly string[]): string[] =>
  names.flatMap(name => [`TensorArray${name}`, `TensorArray${name}V2`])

export const unsampled: readonly Unsampled[] = [
  { op: 'SymbolicGradient', reason: 'it names a function of a library; test/functions/imported_functions.test.ts' },
  ...unsampledOps(
    'makes sense within the executor only: test/ops/dataflow_graphs.test.ts, test/ops/control_flow.test.ts',
    ...[
      'Switch',
      'RefSwitch',
      'Merge',
      'RefMerge',
      'Enter',
      'RefEnter',
      'Exit',
      'RefExit',
      'NextIteration',
      'RefNextIteration',
      'ControlTrigger',
    ],
  ),
  ...unsampledOps('its only effect is an error', 'Abort'),
  ...unsampledOps('takes handles: test/ops/queues.test.ts', 'RefSelect'),
  ...unsampledOps('state of one run: test/ops/control_flow.test.ts', 'Stack', 'StackPush', 'StackPop', 'StackClose'),
  ...unsampledOps(
    'state of one run: test/ops/tensor_array.test.ts',
    ...generations('', 'Grad', 'Write', 'Read', 'Gather', 'Concat', 'Scatter', 'Split', 'Size', 'Close'),
    'TensorArrayPack',
    'TensorArrayUnpack',
  ),
  ...unsampledOps(
    'state of a session: test/ops/queues.test.ts',
    ...[
      'FIFOQueue',
      'PaddingFIFOQueue',
      'RandomShuffleQueue',
      'PriorityQueue',
      'QueueEnqueue',
      'QueueEnqueueMany',
      'QueueDequeue',
    ],
    ...['QueueDequeueMany', 'QueueDequeueUpTo', 'QueueClose', 'QueueSize'],
    ...['Barrier', 'BarrierInsertMany', 'BarrierTakeMany', 'BarrierClose', 'BarrierReadySize', 'BarrierIncompleteSize'],
    ...[
      'ConditionalAccumulator',
      'AccumulatorApplyGradient',
      'AccumulatorNumAccumulated',
      'AccumulatorSetGlobalStep',
      'AccumulatorTakeGradient',
    ],
    ...['SparseConditionalAccumulator', 'SparseAccumulatorApplyGradient', 'SparseAccumulatorTakeGradient'],
  ),
  ...unsampledOps(
    'state of a session, and files: test/ops/readers.test.ts',
    ...['FixedLengthRecordReader', 'IdentityReader', 'TFRecordReader', 'TextLineReader', 'WholeFileReader'],
    ...['ReaderRead', 'ReaderReadUpTo', 'ReaderNumRecordsProduced', 'ReaderNumWorkUnitsCompleted'],
    ...['ReaderReset', 'ReaderRestoreState', 'ReaderSerializeState'],
  ),
  ...unsampledOps('files: test/ops/files.test.ts', 'MatchingFiles', 'ReadFile', 'WriteFile'),
]
