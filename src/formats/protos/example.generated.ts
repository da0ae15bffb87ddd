// Made by scripts/protos/generate.ts from example.proto; do not edit.
import { describe, many, map, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init, MapField } from '../proto/types.ts'

export interface BytesList {
  get value(): RepeatedField<Buffer>
  set value(value: Given<RepeatedField<Buffer>>)
}
export class BytesList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.BytesList', () => [
    many(1, 'value', 'bytes'),
  ])
  constructor(init?: Init<BytesList>) {
    super(init)
  }
}

export interface FloatList {
  get value(): RepeatedField<number>
  set value(value: Given<RepeatedField<number>>)
}
export class FloatList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FloatList', () => [
    many(1, 'value', 'float'),
  ])
  constructor(init?: Init<FloatList>) {
    super(init)
  }
}

export interface Int64List {
  get value(): RepeatedField<number | bigint>
  set value(value: Given<RepeatedField<number | bigint>>)
}
export class Int64List extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Int64List', () => [
    many(1, 'value', 'int64'),
  ])
  constructor(init?: Init<Int64List>) {
    super(init)
  }
}

export interface Feature {
  get bytes_list(): BytesList
  set bytes_list(value: Given<BytesList>)
  get float_list(): FloatList
  set float_list(value: Given<FloatList>)
  get int64_list(): Int64List
  set int64_list(value: Given<Int64List>)
}
export class Feature extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Feature', () => [
    oneof(
      'kind',
      one(1, 'bytes_list', BytesList),
      one(2, 'float_list', FloatList),
      one(3, 'int64_list', Int64List),
    ),
  ])
  constructor(init?: Init<Feature>) {
    super(init)
  }
}

export interface Features {
  get feature(): MapField<Feature>
  set feature(value: Given<MapField<Feature>>)
}
export class Features extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Features', () => [
    map(1, 'feature', 'string', Feature),
  ])
  constructor(init?: Init<Features>) {
    super(init)
  }
}

export interface FeatureList {
  get feature(): RepeatedField<Feature>
  set feature(value: Given<RepeatedField<Feature>>)
}
export class FeatureList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FeatureList', () => [
    many(1, 'feature', Feature),
  ])
  constructor(init?: Init<FeatureList>) {
    super(init)
  }
}

export interface FeatureLists {
  get feature_list(): MapField<FeatureList>
  set feature_list(value: Given<MapField<FeatureList>>)
}
export class FeatureLists extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FeatureLists', () => [
    map(1, 'feature_list', 'string', FeatureList),
  ])
  constructor(init?: Init<FeatureLists>) {
    super(init)
  }
}

export interface Example {
  get features(): Features
  set features(value: Given<Features>)
}
export class Example extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Example', () => [
    one(1, 'features', Features),
  ])
  constructor(init?: Init<Example>) {
    super(init)
  }
}

export interface SequenceExample {
  get context(): Features
  set context(value: Given<Features>)
  get feature_lists(): FeatureLists
  set feature_lists(value: Given<FeatureLists>)
}
export class SequenceExample extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SequenceExample', () => [
    one(1, 'context', Features),
    one(2, 'feature_lists', FeatureLists),
  ])
  constructor(init?: Init<SequenceExample>) {
    super(init)
  }
}
