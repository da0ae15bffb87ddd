// Made by scripts/protos/generate.ts from checkpoint.proto; do not edit.
import { enumType } from '../proto/enum_type.ts'
import { describe, many, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init } from '../proto/types.ts'
import { DataType, TensorProto, TensorShapeProto, VersionDef } from './graph.generated.ts'

export interface TensorSliceProto_Extent {
  start: number | bigint
  length: number | bigint
}
export class TensorSliceProto_Extent extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorSliceProto.Extent', () => [
    one(1, 'start', 'int64'),
    oneof(
      'has_length',
      one(2, 'length', 'int64'),
    ),
  ])
  constructor(init?: Init<TensorSliceProto_Extent>) {
    super(init)
  }
}

export interface TensorSliceProto {
  get extent(): RepeatedField<TensorSliceProto_Extent>
  set extent(value: Given<RepeatedField<TensorSliceProto_Extent>>)
}
export class TensorSliceProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorSliceProto', () => [
    many(1, 'extent', TensorSliceProto_Extent),
  ])
  static readonly Extent = TensorSliceProto_Extent
  constructor(init?: Init<TensorSliceProto>) {
    super(init)
  }
}

export interface SavedSliceMeta {
  name: string
  get shape(): TensorShapeProto
  set shape(value: Given<TensorShapeProto>)
  type: number
  get slice(): RepeatedField<TensorSliceProto>
  set slice(value: Given<RepeatedField<TensorSliceProto>>)
}
export class SavedSliceMeta extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SavedSliceMeta', () => [
    one(1, 'name', 'string'),
    one(2, 'shape', TensorShapeProto),
    one(3, 'type', DataType),
    many(4, 'slice', TensorSliceProto),
  ])
  constructor(init?: Init<SavedSliceMeta>) {
    super(init)
  }
}

export interface SavedTensorSliceMeta {
  get tensor(): RepeatedField<SavedSliceMeta>
  set tensor(value: Given<RepeatedField<SavedSliceMeta>>)
  get versions(): VersionDef
  set versions(value: Given<VersionDef>)
}
export class SavedTensorSliceMeta extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SavedTensorSliceMeta', () => [
    many(1, 'tensor', SavedSliceMeta),
    one(2, 'versions', VersionDef),
  ])
  constructor(init?: Init<SavedTensorSliceMeta>) {
    super(init)
  }
}

export interface SavedSlice {
  name: string
  get slice(): TensorSliceProto
  set slice(value: Given<TensorSliceProto>)
  get data(): TensorProto
  set data(value: Given<TensorProto>)
}
export class SavedSlice extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SavedSlice', () => [
    one(1, 'name', 'string'),
    one(2, 'slice', TensorSliceProto),
    one(3, 'data', TensorProto),
  ])
  constructor(init?: Init<SavedSlice>) {
    super(init)
  }
}

export interface SavedTensorSlices {
  get meta(): SavedTensorSliceMeta
  set meta(value: Given<SavedTensorSliceMeta>)
  get data(): SavedSlice
  set data(value: Given<SavedSlice>)
}
export class SavedTensorSlices extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SavedTensorSlices', () => [
    one(1, 'meta', SavedTensorSliceMeta),
    one(2, 'data', SavedSlice),
  ])
  constructor(init?: Init<SavedTensorSlices>) {
    super(init)
  }
}

export const BundleHeaderProto_Endianness = enumType('tensorflow.BundleHeaderProto.Endianness', {
  LITTLE: 0,
  BIG: 1,
})

export interface BundleHeaderProto {
  num_shards: number
  endianness: number
  get version(): VersionDef
  set version(value: Given<VersionDef>)
}
export class BundleHeaderProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.BundleHeaderProto', () => [
    one(1, 'num_shards', 'int32'),
    one(2, 'endianness', BundleHeaderProto_Endianness),
    one(3, 'version', VersionDef),
  ])
  static readonly Endianness = BundleHeaderProto_Endianness
  static readonly LITTLE = 0
  static readonly BIG = 1
  constructor(init?: Init<BundleHeaderProto>) {
    super(init)
  }
}

export interface BundleEntryProto {
  dtype: number
  get shape(): TensorShapeProto
  set shape(value: Given<TensorShapeProto>)
  shard_id: number
  offset: number | bigint
  size: number | bigint
  crc32c: number
  get slices(): RepeatedField<TensorSliceProto>
  set slices(value: Given<RepeatedField<TensorSliceProto>>)
}
export class BundleEntryProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.BundleEntryProto', () => [
    one(1, 'dtype', DataType),
    one(2, 'shape', TensorShapeProto),
    one(3, 'shard_id', 'int32'),
    one(4, 'offset', 'int64'),
    one(5, 'size', 'int64'),
    one(6, 'crc32c', 'fixed32'),
    many(7, 'slices', TensorSliceProto),
  ])
  constructor(init?: Init<BundleEntryProto>) {
    super(init)
  }
}

export interface CheckpointState {
  model_checkpoint_path: string
  get all_model_checkpoint_paths(): RepeatedField<string>
  set all_model_checkpoint_paths(value: Given<RepeatedField<string>>)
  get all_model_checkpoint_timestamps(): RepeatedField<number>
  set all_model_checkpoint_timestamps(value: Given<RepeatedField<number>>)
  last_preserved_timestamp: number
}
export class CheckpointState extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CheckpointState', () => [
    one(1, 'model_checkpoint_path', 'string'),
    many(2, 'all_model_checkpoint_paths', 'string'),
    many(3, 'all_model_checkpoint_timestamps', 'double'),
    one(4, 'last_preserved_timestamp', 'double'),
  ])
  constructor(init?: Init<CheckpointState>) {
    super(init)
  }
}
