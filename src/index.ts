/** tf0: TensorFlow 0.x for TypeScript. The public names; nothing is computed here. */

export { AggregationMethod } from './autodiff/aggregation.ts'
export { gradients } from './autodiff/gradients.ts'
export { hessians } from './autodiff/hessians.ts'
export { NoGradient, NotDifferentiable, RegisterGradient } from './autodiff/registry.ts'
export { with_ as with } from './calling/scope.ts'
export * as examples from './contrib/examples/index.ts'
export * as contrib from './contrib/index.ts'
export * as errors from './errors/index.ts'
export { OpError } from './errors/op_errors.ts'
export {
  AssertionError,
  AttributeError,
  IndexError,
  KeyError,
  LookupError,
  NotImplementedError,
  OverflowError,
  RecursionError,
  RuntimeError,
  ValueError,
  ZeroDivisionError,
} from './errors/python.ts'
export {
  AttrValue,
  ConfigProto,
  Event,
  GPUOptions,
  GraphDef,
  GraphOptions,
  HistogramProto,
  MetaGraphDef,
  NodeDef,
  OptimizerOptions,
  RunMetadata,
  RunOptions,
  Summary,
  TensorProto,
  TensorShapeProto,
} from './formats/protos/index.ts'
export * as function from './functions/index.ts'
export { convert_to_tensor_or_indexed_slices, register_tensor_conversion_function } from './graph/build/conversions.ts'
export type { Name, TensorLike } from './graph/build/convert.ts'
export { registerConversion as register_tensor_conversion } from './graph/build/convert.ts'
export { import_graph_def } from './graph/build/import_graph_def.ts'
export * from './graph/build/public.ts'
export { SparseTensor, SparseTensorValue } from './graph/build/sparse_tensor.ts'
export { get_default_graph, reset_default_graph } from './graph/default_graph.ts'
export { DeviceSpec, type PlacedOperation } from './graph/device.ts'
export { Graph } from './graph/graph.ts'
export { GraphKeys } from './graph/graph_keys.ts'
export { IndexedSlices, IndexedSlicesValue } from './graph/indexed_slices.ts'
export type { Gradient } from './graph/op_def.ts'
export { Operation } from './graph/operation.ts'
export { get_seed } from './graph/seeds.ts'
export { Tensor } from './graph/tensor.ts'
export { trust_imported_graphs } from './graph/trust.ts'
export * from './graph/versions.ts'
export * as image from './image/index.ts'
export * as nn from './nn/index.ts'
export * as np from './np/functions.ts'

import './np/methods.ts'

export * from './ops/index.ts'
export { dequantize, quantize_v2 } from './ops/nn/quantize_ops.ts'
export { quantized_concat } from './ops/nn/quantized_ops.ts'
export type { TakenSlices } from './ops/resources/accumulators.ts'
export type { Taken } from './ops/resources/barrier.ts'
export * as user_ops from './ops/resources/user_ops.ts'
export { app, compat, flags, gfile, graph_util, logging, python_io, resource_loader } from './platform/index.ts'
export { type Counters, counters } from './runtime/counters.ts'
export * as saved_model from './saved_model/index.ts'
export type { FeedDict } from './session/feeds.ts'
export type { Fetch } from './session/fetches.ts'
export type { AsyncRunArgs, RunArgs } from './session/run_args.ts'
export { get_default_session, InteractiveSession, Session } from './session/session.ts'
export * as timeline from './session/timeline.ts'
export * as summary from './summary/index.ts'
export {
  audio_summary,
  histogram_summary,
  image_summary,
  merge_all_summaries,
  merge_summary,
  scalar_summary,
} from './summary/tagged_summaries.ts'
export { Dimension } from './tensor/dimension.ts'
export {
  as_dtype,
  bfloat16,
  bool,
  complex64,
  complex128,
  DType,
  type DTypeLike,
  double,
  float16,
  float32,
  float64,
  half,
  int8,
  int16,
  int32,
  int64,
  qint8,
  qint16,
  qint32,
  quint8,
  quint16,
  resource,
  string,
  uint8,
  uint16,
} from './tensor/dtypes.ts'
export { Complex, float, int, PyFloat, PyInt } from './tensor/literals.ts'
export { NDArray } from './tensor/ndarray.ts'
export { type ShapeLike, type ShapeProto, TensorShape } from './tensor/tensor_shape.ts'
export * as test from './testing/index.ts'
export * as train from './train/index.ts'
export * as pywrap_tensorflow from './train/pywrap_tensorflow.ts'
export type { QueueThread } from './train/queue_runner.ts'
