// Made by scripts/protos/generate.ts from meta_graph.proto; do not edit.
import { enumType } from '../proto/enum_type.ts'
import { describe, many, map, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { BytesLike, Given, Init, MapField } from '../proto/types.ts'
import { Code } from './config.generated.ts'
import { DataType, GraphDef, OpList, TensorShapeProto } from './graph.generated.ts'

export const SaverDef_CheckpointFormatVersion = enumType('tensorflow.SaverDef.CheckpointFormatVersion', {
  LEGACY: 0,
  V1: 1,
  V2: 2,
})

export interface SaverDef {
  filename_tensor_name: string
  save_tensor_name: string
  restore_op_name: string
  max_to_keep: number
  sharded: boolean
  keep_checkpoint_every_n_hours: number
  version: number
}
export class SaverDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SaverDef', () => [
    one(1, 'filename_tensor_name', 'string'),
    one(2, 'save_tensor_name', 'string'),
    one(3, 'restore_op_name', 'string'),
    one(4, 'max_to_keep', 'int32'),
    one(5, 'sharded', 'bool'),
    one(6, 'keep_checkpoint_every_n_hours', 'float'),
    one(7, 'version', SaverDef_CheckpointFormatVersion),
  ])
  static readonly CheckpointFormatVersion = SaverDef_CheckpointFormatVersion
  static readonly LEGACY = 0
  static readonly V1 = 1
  static readonly V2 = 2
  constructor(init?: Init<SaverDef>) {
    super(init)
  }
}

export interface VariableDef {
  variable_name: string
  initializer_name: string
  snapshot_name: string
  get save_slice_info_def(): SaveSliceInfoDef
  set save_slice_info_def(value: Given<SaveSliceInfoDef>)
}
export class VariableDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.VariableDef', () => [
    one(1, 'variable_name', 'string'),
    one(2, 'initializer_name', 'string'),
    one(3, 'snapshot_name', 'string'),
    one(4, 'save_slice_info_def', SaveSliceInfoDef),
  ])
  constructor(init?: Init<VariableDef>) {
    super(init)
  }
}

export interface SaveSliceInfoDef {
  full_name: string
  get full_shape(): RepeatedField<number | bigint>
  set full_shape(value: Given<RepeatedField<number | bigint>>)
  get var_offset(): RepeatedField<number | bigint>
  set var_offset(value: Given<RepeatedField<number | bigint>>)
  get var_shape(): RepeatedField<number | bigint>
  set var_shape(value: Given<RepeatedField<number | bigint>>)
}
export class SaveSliceInfoDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SaveSliceInfoDef', () => [
    one(1, 'full_name', 'string'),
    many(2, 'full_shape', 'int64'),
    many(3, 'var_offset', 'int64'),
    many(4, 'var_shape', 'int64'),
  ])
  constructor(init?: Init<SaveSliceInfoDef>) {
    super(init)
  }
}

export interface QueueRunnerDef {
  queue_name: string
  get enqueue_op_name(): RepeatedField<string>
  set enqueue_op_name(value: Given<RepeatedField<string>>)
  close_op_name: string
  cancel_op_name: string
  get queue_closed_exception_types(): RepeatedField<number>
  set queue_closed_exception_types(value: Given<RepeatedField<number>>)
}
export class QueueRunnerDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.QueueRunnerDef', () => [
    one(1, 'queue_name', 'string'),
    many(2, 'enqueue_op_name', 'string'),
    one(3, 'close_op_name', 'string'),
    one(4, 'cancel_op_name', 'string'),
    many(5, 'queue_closed_exception_types', Code),
  ])
  constructor(init?: Init<QueueRunnerDef>) {
    super(init)
  }
}

export interface ValuesDef {
  get values(): RepeatedField<string>
  set values(value: Given<RepeatedField<string>>)
  get external_values(): MapField<string>
  set external_values(value: Given<MapField<string>>)
}
export class ValuesDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ValuesDef', () => [
    many(1, 'values', 'string'),
    map(2, 'external_values', 'string', 'string'),
  ])
  constructor(init?: Init<ValuesDef>) {
    super(init)
  }
}

export interface CondContextDef {
  context_name: string
  pred_name: string
  pivot_name: string
  branch: number
  get values_def(): ValuesDef
  set values_def(value: Given<ValuesDef>)
}
export class CondContextDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CondContextDef', () => [
    one(1, 'context_name', 'string'),
    one(2, 'pred_name', 'string'),
    one(3, 'pivot_name', 'string'),
    one(4, 'branch', 'int32'),
    one(5, 'values_def', ValuesDef),
  ])
  constructor(init?: Init<CondContextDef>) {
    super(init)
  }
}

export interface WhileContextDef {
  context_name: string
  parallel_iterations: number
  back_prop: boolean
  swap_memory: boolean
  pivot_name: string
  pivot_for_pred_name: string
  pivot_for_body_name: string
  get loop_exit_names(): RepeatedField<string>
  set loop_exit_names(value: Given<RepeatedField<string>>)
  get values_def(): ValuesDef
  set values_def(value: Given<ValuesDef>)
}
export class WhileContextDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.WhileContextDef', () => [
    one(1, 'context_name', 'string'),
    one(2, 'parallel_iterations', 'int32'),
    one(3, 'back_prop', 'bool'),
    one(4, 'swap_memory', 'bool'),
    one(5, 'pivot_name', 'string'),
    one(6, 'pivot_for_pred_name', 'string'),
    one(7, 'pivot_for_body_name', 'string'),
    many(8, 'loop_exit_names', 'string'),
    one(9, 'values_def', ValuesDef),
  ])
  constructor(init?: Init<WhileContextDef>) {
    super(init)
  }
}

export interface MetaGraphDef_MetaInfoDef {
  meta_graph_version: string
  get stripped_op_list(): OpList
  set stripped_op_list(value: Given<OpList>)
  get any_info(): Any
  set any_info(value: Given<Any>)
  get tags(): RepeatedField<string>
  set tags(value: Given<RepeatedField<string>>)
  tensorflow_version: string
  tensorflow_git_version: string
}
export class MetaGraphDef_MetaInfoDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.MetaGraphDef.MetaInfoDef', () => [
    one(1, 'meta_graph_version', 'string'),
    one(2, 'stripped_op_list', OpList),
    one(3, 'any_info', Any),
    many(4, 'tags', 'string'),
    one(5, 'tensorflow_version', 'string'),
    one(6, 'tensorflow_git_version', 'string'),
  ])
  constructor(init?: Init<MetaGraphDef_MetaInfoDef>) {
    super(init)
  }
}

export interface MetaGraphDef {
  get meta_info_def(): MetaGraphDef_MetaInfoDef
  set meta_info_def(value: Given<MetaGraphDef_MetaInfoDef>)
  get graph_def(): GraphDef
  set graph_def(value: Given<GraphDef>)
  get saver_def(): SaverDef
  set saver_def(value: Given<SaverDef>)
  get collection_def(): MapField<CollectionDef>
  set collection_def(value: Given<MapField<CollectionDef>>)
  get signature_def(): MapField<SignatureDef>
  set signature_def(value: Given<MapField<SignatureDef>>)
  get asset_file_def(): RepeatedField<AssetFileDef>
  set asset_file_def(value: Given<RepeatedField<AssetFileDef>>)
}
export class MetaGraphDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.MetaGraphDef', () => [
    one(1, 'meta_info_def', MetaGraphDef_MetaInfoDef),
    one(2, 'graph_def', GraphDef),
    one(3, 'saver_def', SaverDef),
    map(4, 'collection_def', 'string', CollectionDef),
    map(5, 'signature_def', 'string', SignatureDef),
    many(6, 'asset_file_def', AssetFileDef),
  ])
  static readonly MetaInfoDef = MetaGraphDef_MetaInfoDef
  constructor(init?: Init<MetaGraphDef>) {
    super(init)
  }
}

export interface CollectionDef_NodeList {
  get value(): RepeatedField<string>
  set value(value: Given<RepeatedField<string>>)
}
export class CollectionDef_NodeList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef.NodeList', () => [
    many(1, 'value', 'string'),
  ])
  constructor(init?: Init<CollectionDef_NodeList>) {
    super(init)
  }
}

export interface CollectionDef_BytesList {
  get value(): RepeatedField<Buffer>
  set value(value: Given<RepeatedField<Buffer>>)
}
export class CollectionDef_BytesList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef.BytesList', () => [
    many(1, 'value', 'bytes'),
  ])
  constructor(init?: Init<CollectionDef_BytesList>) {
    super(init)
  }
}

export interface CollectionDef_Int64List {
  get value(): RepeatedField<number | bigint>
  set value(value: Given<RepeatedField<number | bigint>>)
}
export class CollectionDef_Int64List extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef.Int64List', () => [
    many(1, 'value', 'int64'),
  ])
  constructor(init?: Init<CollectionDef_Int64List>) {
    super(init)
  }
}

export interface CollectionDef_FloatList {
  get value(): RepeatedField<number>
  set value(value: Given<RepeatedField<number>>)
}
export class CollectionDef_FloatList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef.FloatList', () => [
    many(1, 'value', 'float'),
  ])
  constructor(init?: Init<CollectionDef_FloatList>) {
    super(init)
  }
}

export interface CollectionDef_AnyList {
  get value(): RepeatedField<Any>
  set value(value: Given<RepeatedField<Any>>)
}
export class CollectionDef_AnyList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef.AnyList', () => [
    many(1, 'value', Any),
  ])
  constructor(init?: Init<CollectionDef_AnyList>) {
    super(init)
  }
}

export interface CollectionDef {
  get node_list(): CollectionDef_NodeList
  set node_list(value: Given<CollectionDef_NodeList>)
  get bytes_list(): CollectionDef_BytesList
  set bytes_list(value: Given<CollectionDef_BytesList>)
  get int64_list(): CollectionDef_Int64List
  set int64_list(value: Given<CollectionDef_Int64List>)
  get float_list(): CollectionDef_FloatList
  set float_list(value: Given<CollectionDef_FloatList>)
  get any_list(): CollectionDef_AnyList
  set any_list(value: Given<CollectionDef_AnyList>)
}
export class CollectionDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CollectionDef', () => [
    oneof(
      'kind',
      one(1, 'node_list', CollectionDef_NodeList),
      one(2, 'bytes_list', CollectionDef_BytesList),
      one(3, 'int64_list', CollectionDef_Int64List),
      one(4, 'float_list', CollectionDef_FloatList),
      one(5, 'any_list', CollectionDef_AnyList),
    ),
  ])
  static readonly NodeList = CollectionDef_NodeList
  static readonly BytesList = CollectionDef_BytesList
  static readonly Int64List = CollectionDef_Int64List
  static readonly FloatList = CollectionDef_FloatList
  static readonly AnyList = CollectionDef_AnyList
  constructor(init?: Init<CollectionDef>) {
    super(init)
  }
}

export interface TensorInfo {
  name: string
  dtype: number
  get tensor_shape(): TensorShapeProto
  set tensor_shape(value: Given<TensorShapeProto>)
}
export class TensorInfo extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorInfo', () => [
    one(1, 'name', 'string'),
    one(2, 'dtype', DataType),
    one(3, 'tensor_shape', TensorShapeProto),
  ])
  constructor(init?: Init<TensorInfo>) {
    super(init)
  }
}

export interface SignatureDef {
  get inputs(): MapField<TensorInfo>
  set inputs(value: Given<MapField<TensorInfo>>)
  get outputs(): MapField<TensorInfo>
  set outputs(value: Given<MapField<TensorInfo>>)
  method_name: string
}
export class SignatureDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SignatureDef', () => [
    map(1, 'inputs', 'string', TensorInfo),
    map(2, 'outputs', 'string', TensorInfo),
    one(3, 'method_name', 'string'),
  ])
  constructor(init?: Init<SignatureDef>) {
    super(init)
  }
}

export interface AssetFileDef {
  get tensor_info(): TensorInfo
  set tensor_info(value: Given<TensorInfo>)
  filename: string
}
export class AssetFileDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.AssetFileDef', () => [
    one(1, 'tensor_info', TensorInfo),
    one(2, 'filename', 'string'),
  ])
  constructor(init?: Init<AssetFileDef>) {
    super(init)
  }
}

export interface SavedModel {
  saved_model_schema_version: number | bigint
  get meta_graphs(): RepeatedField<MetaGraphDef>
  set meta_graphs(value: Given<RepeatedField<MetaGraphDef>>)
}
export class SavedModel extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SavedModel', () => [
    one(1, 'saved_model_schema_version', 'int64'),
    many(2, 'meta_graphs', MetaGraphDef),
  ])
  constructor(init?: Init<SavedModel>) {
    super(init)
  }
}

export interface Any {
  type_url: string
  get value(): Buffer
  set value(value: BytesLike)
}
export class Any extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Any', () => [
    one(1, 'type_url', 'string'),
    one(2, 'value', 'bytes'),
  ])
  constructor(init?: Init<Any>) {
    super(init)
  }
}
