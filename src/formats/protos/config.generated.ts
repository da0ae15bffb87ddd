// Made by scripts/protos/generate.ts from config.proto; do not edit.
import { enumType } from '../proto/enum_type.ts'
import { describe, many, map, one } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init, MapField } from '../proto/types.ts'
import { GraphDef } from './graph.generated.ts'
import { CostGraphDef, StepStats } from './step_stats.generated.ts'

export interface GPUOptions {
  per_process_gpu_memory_fraction: number
  allocator_type: string
  deferred_deletion_bytes: number | bigint
  allow_growth: boolean
  visible_device_list: string
}
export class GPUOptions extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.GPUOptions', () => [
    one(1, 'per_process_gpu_memory_fraction', 'double'),
    one(2, 'allocator_type', 'string'),
    one(3, 'deferred_deletion_bytes', 'int64'),
    one(4, 'allow_growth', 'bool'),
    one(5, 'visible_device_list', 'string'),
  ])
  constructor(init?: Init<GPUOptions>) {
    super(init)
  }
}

export const OptimizerOptions_Level = enumType('tensorflow.OptimizerOptions.Level', {
  L1: 0,
  L0: -1,
})

export interface OptimizerOptions {
  do_common_subexpression_elimination: boolean
  do_constant_folding: boolean
  do_function_inlining: boolean
  opt_level: number
}
export class OptimizerOptions extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OptimizerOptions', () => [
    one(1, 'do_common_subexpression_elimination', 'bool'),
    one(2, 'do_constant_folding', 'bool'),
    one(4, 'do_function_inlining', 'bool'),
    one(3, 'opt_level', OptimizerOptions_Level),
  ])
  static readonly Level = OptimizerOptions_Level
  static readonly L1 = 0
  static readonly L0 = -1
  constructor(init?: Init<OptimizerOptions>) {
    super(init)
  }
}

export interface GraphOptions {
  enable_recv_scheduling: boolean
  get optimizer_options(): OptimizerOptions
  set optimizer_options(value: Given<OptimizerOptions>)
  build_cost_model: number | bigint
  build_cost_model_after: number | bigint
  infer_shapes: boolean
  place_pruned_graph: boolean
  enable_bfloat16_sendrecv: boolean
  timeline_step: number
}
export class GraphOptions extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.GraphOptions', () => [
    one(2, 'enable_recv_scheduling', 'bool'),
    one(3, 'optimizer_options', OptimizerOptions),
    one(4, 'build_cost_model', 'int64'),
    one(9, 'build_cost_model_after', 'int64'),
    one(5, 'infer_shapes', 'bool'),
    one(6, 'place_pruned_graph', 'bool'),
    one(7, 'enable_bfloat16_sendrecv', 'bool'),
    one(8, 'timeline_step', 'int32'),
  ])
  constructor(init?: Init<GraphOptions>) {
    super(init)
  }
}

export interface ThreadPoolOptionProto {
  num_threads: number
}
export class ThreadPoolOptionProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ThreadPoolOptionProto', () => [
    one(1, 'num_threads', 'int32'),
  ])
  constructor(init?: Init<ThreadPoolOptionProto>) {
    super(init)
  }
}

export interface ConfigProto {
  get device_count(): MapField<number>
  set device_count(value: Given<MapField<number>>)
  intra_op_parallelism_threads: number
  inter_op_parallelism_threads: number
  use_per_session_threads: boolean
  get session_inter_op_thread_pool(): RepeatedField<ThreadPoolOptionProto>
  set session_inter_op_thread_pool(value: Given<RepeatedField<ThreadPoolOptionProto>>)
  placement_period: number
  get device_filters(): RepeatedField<string>
  set device_filters(value: Given<RepeatedField<string>>)
  get gpu_options(): GPUOptions
  set gpu_options(value: Given<GPUOptions>)
  allow_soft_placement: boolean
  log_device_placement: boolean
  get graph_options(): GraphOptions
  set graph_options(value: Given<GraphOptions>)
  operation_timeout_in_ms: number | bigint
  isolate_session_state: boolean
}
export class ConfigProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ConfigProto', () => [
    map(1, 'device_count', 'string', 'int32'),
    one(2, 'intra_op_parallelism_threads', 'int32'),
    one(5, 'inter_op_parallelism_threads', 'int32'),
    one(9, 'use_per_session_threads', 'bool'),
    many(12, 'session_inter_op_thread_pool', ThreadPoolOptionProto),
    one(3, 'placement_period', 'int32'),
    many(4, 'device_filters', 'string'),
    one(6, 'gpu_options', GPUOptions),
    one(7, 'allow_soft_placement', 'bool'),
    one(8, 'log_device_placement', 'bool'),
    one(10, 'graph_options', GraphOptions),
    one(11, 'operation_timeout_in_ms', 'int64'),
    one(15, 'isolate_session_state', 'bool'),
  ])
  constructor(init?: Init<ConfigProto>) {
    super(init)
  }
}

export interface DebugTensorWatch {
  node_name: string
  output_slot: number
  get debug_ops(): RepeatedField<string>
  set debug_ops(value: Given<RepeatedField<string>>)
  get debug_urls(): RepeatedField<string>
  set debug_urls(value: Given<RepeatedField<string>>)
}
export class DebugTensorWatch extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.DebugTensorWatch', () => [
    one(1, 'node_name', 'string'),
    one(2, 'output_slot', 'int32'),
    many(3, 'debug_ops', 'string'),
    many(4, 'debug_urls', 'string'),
  ])
  constructor(init?: Init<DebugTensorWatch>) {
    super(init)
  }
}

export const RunOptions_TraceLevel = enumType('tensorflow.RunOptions.TraceLevel', {
  NO_TRACE: 0,
  SOFTWARE_TRACE: 1,
  HARDWARE_TRACE: 2,
  FULL_TRACE: 3,
})

export interface RunOptions {
  trace_level: number
  timeout_in_ms: number | bigint
  inter_op_thread_pool: number
  get debug_tensor_watch_opts(): RepeatedField<DebugTensorWatch>
  set debug_tensor_watch_opts(value: Given<RepeatedField<DebugTensorWatch>>)
  output_partition_graphs: boolean
}
export class RunOptions extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.RunOptions', () => [
    one(1, 'trace_level', RunOptions_TraceLevel),
    one(2, 'timeout_in_ms', 'int64'),
    one(3, 'inter_op_thread_pool', 'int32'),
    many(4, 'debug_tensor_watch_opts', DebugTensorWatch),
    one(5, 'output_partition_graphs', 'bool'),
  ])
  static readonly TraceLevel = RunOptions_TraceLevel
  static readonly NO_TRACE = 0
  static readonly SOFTWARE_TRACE = 1
  static readonly HARDWARE_TRACE = 2
  static readonly FULL_TRACE = 3
  constructor(init?: Init<RunOptions>) {
    super(init)
  }
}

export interface RunMetadata {
  get step_stats(): StepStats
  set step_stats(value: Given<StepStats>)
  get cost_graph(): CostGraphDef
  set cost_graph(value: Given<CostGraphDef>)
  get partition_graphs(): RepeatedField<GraphDef>
  set partition_graphs(value: Given<RepeatedField<GraphDef>>)
}
export class RunMetadata extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.RunMetadata', () => [
    one(1, 'step_stats', StepStats),
    one(2, 'cost_graph', CostGraphDef),
    many(3, 'partition_graphs', GraphDef),
  ])
  constructor(init?: Init<RunMetadata>) {
    super(init)
  }
}

export interface JobDef {
  name: string
  get tasks(): MapField<string>
  set tasks(value: Given<MapField<string>>)
}
export class JobDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.JobDef', () => [
    one(1, 'name', 'string'),
    map(2, 'tasks', 'int32', 'string'),
  ])
  constructor(init?: Init<JobDef>) {
    super(init)
  }
}

export interface ClusterDef {
  get job(): RepeatedField<JobDef>
  set job(value: Given<RepeatedField<JobDef>>)
}
export class ClusterDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ClusterDef', () => [
    many(1, 'job', JobDef),
  ])
  constructor(init?: Init<ClusterDef>) {
    super(init)
  }
}

export interface ServerDef {
  get cluster(): ClusterDef
  set cluster(value: Given<ClusterDef>)
  job_name: string
  task_index: number
  get default_session_config(): ConfigProto
  set default_session_config(value: Given<ConfigProto>)
  protocol: string
}
export class ServerDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ServerDef', () => [
    one(1, 'cluster', ClusterDef),
    one(2, 'job_name', 'string'),
    one(3, 'task_index', 'int32'),
    one(4, 'default_session_config', ConfigProto),
    one(5, 'protocol', 'string'),
  ])
  constructor(init?: Init<ServerDef>) {
    super(init)
  }
}

export interface DeviceLocality {
  bus_id: number
}
export class DeviceLocality extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.DeviceLocality', () => [
    one(1, 'bus_id', 'int32'),
  ])
  constructor(init?: Init<DeviceLocality>) {
    super(init)
  }
}

export interface DeviceAttributes {
  name: string
  device_type: string
  memory_limit: number | bigint
  get locality(): DeviceLocality
  set locality(value: Given<DeviceLocality>)
  incarnation: number | bigint
  physical_device_desc: string
}
export class DeviceAttributes extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.DeviceAttributes', () => [
    one(1, 'name', 'string'),
    one(2, 'device_type', 'string'),
    one(4, 'memory_limit', 'int64'),
    one(5, 'locality', DeviceLocality),
    one(6, 'incarnation', 'fixed64'),
    one(7, 'physical_device_desc', 'string'),
  ])
  constructor(init?: Init<DeviceAttributes>) {
    super(init)
  }
}

export const Code = enumType('tensorflow.Code', {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  UNAUTHENTICATED: 16,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  DO_NOT_USE_RESERVED_FOR_FUTURE_EXPANSION_USE_DEFAULT_IN_SWITCH_INSTEAD_: 20,
})
