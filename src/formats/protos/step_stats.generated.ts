// Made by scripts/protos/generate.ts from step_stats.proto; do not edit.
import { describe, many, one } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init } from '../proto/types.ts'
import { DataType, TensorShapeProto } from './graph.generated.ts'

export interface AllocationDescription {
  requested_bytes: number | bigint
  allocated_bytes: number | bigint
  allocator_name: string
  allocation_id: number | bigint
  has_single_reference: boolean
  ptr: number | bigint
}
export class AllocationDescription extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.AllocationDescription', () => [
    one(1, 'requested_bytes', 'int64'),
    one(2, 'allocated_bytes', 'int64'),
    one(3, 'allocator_name', 'string'),
    one(4, 'allocation_id', 'int64'),
    one(5, 'has_single_reference', 'bool'),
    one(6, 'ptr', 'uint64'),
  ])
  constructor(init?: Init<AllocationDescription>) {
    super(init)
  }
}

export interface TensorDescription {
  dtype: number
  get shape(): TensorShapeProto
  set shape(value: Given<TensorShapeProto>)
  get allocation_description(): AllocationDescription
  set allocation_description(value: Given<AllocationDescription>)
}
export class TensorDescription extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorDescription', () => [
    one(1, 'dtype', DataType),
    one(2, 'shape', TensorShapeProto),
    one(4, 'allocation_description', AllocationDescription),
  ])
  constructor(init?: Init<TensorDescription>) {
    super(init)
  }
}

export interface AllocatorMemoryUsed {
  allocator_name: string
  total_bytes: number | bigint
  peak_bytes: number | bigint
}
export class AllocatorMemoryUsed extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.AllocatorMemoryUsed', () => [
    one(1, 'allocator_name', 'string'),
    one(2, 'total_bytes', 'int64'),
    one(3, 'peak_bytes', 'int64'),
  ])
  constructor(init?: Init<AllocatorMemoryUsed>) {
    super(init)
  }
}

export interface NodeOutput {
  slot: number
  get tensor_description(): TensorDescription
  set tensor_description(value: Given<TensorDescription>)
}
export class NodeOutput extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.NodeOutput', () => [
    one(1, 'slot', 'int32'),
    one(3, 'tensor_description', TensorDescription),
  ])
  constructor(init?: Init<NodeOutput>) {
    super(init)
  }
}

export interface NodeExecStats {
  node_name: string
  all_start_micros: number | bigint
  op_start_rel_micros: number | bigint
  op_end_rel_micros: number | bigint
  all_end_rel_micros: number | bigint
  get memory(): RepeatedField<AllocatorMemoryUsed>
  set memory(value: Given<RepeatedField<AllocatorMemoryUsed>>)
  get output(): RepeatedField<NodeOutput>
  set output(value: Given<RepeatedField<NodeOutput>>)
  timeline_label: string
  scheduled_micros: number | bigint
  thread_id: number
  get referenced_tensor(): RepeatedField<AllocationDescription>
  set referenced_tensor(value: Given<RepeatedField<AllocationDescription>>)
}
export class NodeExecStats extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.NodeExecStats', () => [
    one(1, 'node_name', 'string'),
    one(2, 'all_start_micros', 'int64'),
    one(3, 'op_start_rel_micros', 'int64'),
    one(4, 'op_end_rel_micros', 'int64'),
    one(5, 'all_end_rel_micros', 'int64'),
    many(6, 'memory', AllocatorMemoryUsed),
    many(7, 'output', NodeOutput),
    one(8, 'timeline_label', 'string'),
    one(9, 'scheduled_micros', 'int64'),
    one(10, 'thread_id', 'uint32'),
    many(11, 'referenced_tensor', AllocationDescription),
  ])
  constructor(init?: Init<NodeExecStats>) {
    super(init)
  }
}

export interface DeviceStepStats {
  device: string
  get node_stats(): RepeatedField<NodeExecStats>
  set node_stats(value: Given<RepeatedField<NodeExecStats>>)
}
export class DeviceStepStats extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.DeviceStepStats', () => [
    one(1, 'device', 'string'),
    many(2, 'node_stats', NodeExecStats),
  ])
  constructor(init?: Init<DeviceStepStats>) {
    super(init)
  }
}

export interface StepStats {
  get dev_stats(): RepeatedField<DeviceStepStats>
  set dev_stats(value: Given<RepeatedField<DeviceStepStats>>)
}
export class StepStats extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.StepStats', () => [
    many(1, 'dev_stats', DeviceStepStats),
  ])
  constructor(init?: Init<StepStats>) {
    super(init)
  }
}

export interface CostGraphDef_Node_InputInfo {
  preceding_node: number
  preceding_port: number
}
export class CostGraphDef_Node_InputInfo extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CostGraphDef.Node.InputInfo', () => [
    one(1, 'preceding_node', 'int32'),
    one(2, 'preceding_port', 'int32'),
  ])
  constructor(init?: Init<CostGraphDef_Node_InputInfo>) {
    super(init)
  }
}

export interface CostGraphDef_Node_OutputInfo {
  size: number | bigint
  alias_input_port: number | bigint
  get shape(): TensorShapeProto
  set shape(value: Given<TensorShapeProto>)
  dtype: number
}
export class CostGraphDef_Node_OutputInfo extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CostGraphDef.Node.OutputInfo', () => [
    one(1, 'size', 'int64'),
    one(2, 'alias_input_port', 'int64'),
    one(3, 'shape', TensorShapeProto),
    one(4, 'dtype', DataType),
  ])
  constructor(init?: Init<CostGraphDef_Node_OutputInfo>) {
    super(init)
  }
}

export interface CostGraphDef_Node {
  name: string
  device: string
  id: number
  get input_info(): RepeatedField<CostGraphDef_Node_InputInfo>
  set input_info(value: Given<RepeatedField<CostGraphDef_Node_InputInfo>>)
  get output_info(): RepeatedField<CostGraphDef_Node_OutputInfo>
  set output_info(value: Given<RepeatedField<CostGraphDef_Node_OutputInfo>>)
  temporary_memory_size: number | bigint
  compute_cost: number | bigint
  is_final: boolean
  get control_input(): RepeatedField<number>
  set control_input(value: Given<RepeatedField<number>>)
}
export class CostGraphDef_Node extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CostGraphDef.Node', () => [
    one(1, 'name', 'string'),
    one(2, 'device', 'string'),
    one(3, 'id', 'int32'),
    many(4, 'input_info', CostGraphDef_Node_InputInfo),
    many(5, 'output_info', CostGraphDef_Node_OutputInfo),
    one(6, 'temporary_memory_size', 'int64'),
    one(9, 'compute_cost', 'int64'),
    one(7, 'is_final', 'bool'),
    many(8, 'control_input', 'int32'),
  ])
  static readonly InputInfo = CostGraphDef_Node_InputInfo
  static readonly OutputInfo = CostGraphDef_Node_OutputInfo
  constructor(init?: Init<CostGraphDef_Node>) {
    super(init)
  }
}

export interface CostGraphDef {
  get node(): RepeatedField<CostGraphDef_Node>
  set node(value: Given<RepeatedField<CostGraphDef_Node>>)
}
export class CostGraphDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CostGraphDef', () => [
    many(1, 'node', CostGraphDef_Node),
  ])
  static readonly Node = CostGraphDef_Node
  constructor(init?: Init<CostGraphDef>) {
    super(init)
  }
}
