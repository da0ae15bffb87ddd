// Made by scripts/protos/generate.ts from summary.proto; do not edit.
import { enumType } from '../proto/enum_type.ts'
import { describe, many, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { BytesLike, Given, Init } from '../proto/types.ts'
import { TensorProto } from './graph.generated.ts'

export interface SummaryDescription {
  type_hint: string
}
export class SummaryDescription extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SummaryDescription', () => [
    one(1, 'type_hint', 'string'),
  ])
  constructor(init?: Init<SummaryDescription>) {
    super(init)
  }
}

export interface HistogramProto {
  min: number
  max: number
  num: number
  sum: number
  sum_squares: number
  get bucket_limit(): RepeatedField<number>
  set bucket_limit(value: Given<RepeatedField<number>>)
  get bucket(): RepeatedField<number>
  set bucket(value: Given<RepeatedField<number>>)
}
export class HistogramProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.HistogramProto', () => [
    one(1, 'min', 'double'),
    one(2, 'max', 'double'),
    one(3, 'num', 'double'),
    one(4, 'sum', 'double'),
    one(5, 'sum_squares', 'double'),
    many(6, 'bucket_limit', 'double'),
    many(7, 'bucket', 'double'),
  ])
  constructor(init?: Init<HistogramProto>) {
    super(init)
  }
}

export interface Summary_Image {
  height: number
  width: number
  colorspace: number
  get encoded_image_string(): Buffer
  set encoded_image_string(value: BytesLike)
}
export class Summary_Image extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Summary.Image', () => [
    one(1, 'height', 'int32'),
    one(2, 'width', 'int32'),
    one(3, 'colorspace', 'int32'),
    one(4, 'encoded_image_string', 'bytes'),
  ])
  constructor(init?: Init<Summary_Image>) {
    super(init)
  }
}

export interface Summary_Audio {
  sample_rate: number
  num_channels: number | bigint
  length_frames: number | bigint
  get encoded_audio_string(): Buffer
  set encoded_audio_string(value: BytesLike)
  content_type: string
}
export class Summary_Audio extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Summary.Audio', () => [
    one(1, 'sample_rate', 'float'),
    one(2, 'num_channels', 'int64'),
    one(3, 'length_frames', 'int64'),
    one(4, 'encoded_audio_string', 'bytes'),
    one(5, 'content_type', 'string'),
  ])
  constructor(init?: Init<Summary_Audio>) {
    super(init)
  }
}

export interface Summary_Value {
  node_name: string
  tag: string
  simple_value: number
  get obsolete_old_style_histogram(): Buffer
  set obsolete_old_style_histogram(value: BytesLike)
  get image(): Summary_Image
  set image(value: Given<Summary_Image>)
  get histo(): HistogramProto
  set histo(value: Given<HistogramProto>)
  get audio(): Summary_Audio
  set audio(value: Given<Summary_Audio>)
  get tensor(): TensorProto
  set tensor(value: Given<TensorProto>)
}
export class Summary_Value extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Summary.Value', () => [
    one(7, 'node_name', 'string'),
    one(1, 'tag', 'string'),
    oneof(
      'value',
      one(2, 'simple_value', 'float'),
      one(3, 'obsolete_old_style_histogram', 'bytes'),
      one(4, 'image', Summary_Image),
      one(5, 'histo', HistogramProto),
      one(6, 'audio', Summary_Audio),
      one(8, 'tensor', TensorProto),
    ),
  ])
  constructor(init?: Init<Summary_Value>) {
    super(init)
  }
}

export interface Summary {
  get value(): RepeatedField<Summary_Value>
  set value(value: Given<RepeatedField<Summary_Value>>)
}
export class Summary extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Summary', () => [
    many(1, 'value', Summary_Value),
  ])
  static readonly Image = Summary_Image
  static readonly Audio = Summary_Audio
  static readonly Value = Summary_Value
  constructor(init?: Init<Summary>) {
    super(init)
  }
}

export interface Event {
  wall_time: number
  step: number | bigint
  file_version: string
  get graph_def(): Buffer
  set graph_def(value: BytesLike)
  get summary(): Summary
  set summary(value: Given<Summary>)
  get log_message(): LogMessage
  set log_message(value: Given<LogMessage>)
  get session_log(): SessionLog
  set session_log(value: Given<SessionLog>)
  get tagged_run_metadata(): TaggedRunMetadata
  set tagged_run_metadata(value: Given<TaggedRunMetadata>)
  get meta_graph_def(): Buffer
  set meta_graph_def(value: BytesLike)
}
export class Event extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.Event', () => [
    one(1, 'wall_time', 'double'),
    one(2, 'step', 'int64'),
    oneof(
      'what',
      one(3, 'file_version', 'string'),
      one(4, 'graph_def', 'bytes'),
      one(5, 'summary', Summary),
      one(6, 'log_message', LogMessage),
      one(7, 'session_log', SessionLog),
      one(8, 'tagged_run_metadata', TaggedRunMetadata),
      one(9, 'meta_graph_def', 'bytes'),
    ),
  ])
  constructor(init?: Init<Event>) {
    super(init)
  }
}

export const LogMessage_Level = enumType('tensorflow.LogMessage.Level', {
  UNKNOWN: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  FATAL: 50,
})

export interface LogMessage {
  level: number
  message: string
}
export class LogMessage extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.LogMessage', () => [
    one(1, 'level', LogMessage_Level),
    one(2, 'message', 'string'),
  ])
  static readonly Level = LogMessage_Level
  static readonly UNKNOWN = 0
  static readonly DEBUG = 10
  static readonly INFO = 20
  static readonly WARN = 30
  static readonly ERROR = 40
  static readonly FATAL = 50
  constructor(init?: Init<LogMessage>) {
    super(init)
  }
}

export const SessionLog_SessionStatus = enumType('tensorflow.SessionLog.SessionStatus', {
  STATUS_UNSPECIFIED: 0,
  START: 1,
  STOP: 2,
  CHECKPOINT: 3,
})

export interface SessionLog {
  status: number
  checkpoint_path: string
  msg: string
}
export class SessionLog extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SessionLog', () => [
    one(1, 'status', SessionLog_SessionStatus),
    one(2, 'checkpoint_path', 'string'),
    one(3, 'msg', 'string'),
  ])
  static readonly SessionStatus = SessionLog_SessionStatus
  static readonly STATUS_UNSPECIFIED = 0
  static readonly START = 1
  static readonly STOP = 2
  static readonly CHECKPOINT = 3
  constructor(init?: Init<SessionLog>) {
    super(init)
  }
}

export interface TaggedRunMetadata {
  tag: string
  get run_metadata(): Buffer
  set run_metadata(value: BytesLike)
}
export class TaggedRunMetadata extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TaggedRunMetadata', () => [
    one(1, 'tag', 'string'),
    one(2, 'run_metadata', 'bytes'),
  ])
  constructor(init?: Init<TaggedRunMetadata>) {
    super(init)
  }
}
