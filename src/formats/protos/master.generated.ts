// Made by scripts/protos/generate.ts from master.proto; do not edit.
import { describe, many, one } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init } from '../proto/types.ts'
import { Code, ConfigProto, DeviceAttributes, RunMetadata, RunOptions } from './config.generated.ts'
import { GraphDef, TensorProto } from './graph.generated.ts'

export interface NamedTensorProto {
  name: string
  get tensor(): TensorProto
  set tensor(value: Given<TensorProto>)
}
export class NamedTensorProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.NamedTensorProto', () => [
    one(1, 'name', 'string'),
    one(2, 'tensor', TensorProto),
  ])
  constructor(init?: Init<NamedTensorProto>) {
    super(init)
  }
}

export interface CreateSessionRequest {
  get graph_def(): GraphDef
  set graph_def(value: Given<GraphDef>)
  get config(): ConfigProto
  set config(value: Given<ConfigProto>)
  target: string
}
export class CreateSessionRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CreateSessionRequest', () => [
    one(1, 'graph_def', GraphDef),
    one(2, 'config', ConfigProto),
    one(3, 'target', 'string'),
  ])
  constructor(init?: Init<CreateSessionRequest>) {
    super(init)
  }
}

export interface CreateSessionResponse {
  session_handle: string
  graph_version: number | bigint
}
export class CreateSessionResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CreateSessionResponse', () => [
    one(1, 'session_handle', 'string'),
    one(2, 'graph_version', 'int64'),
  ])
  constructor(init?: Init<CreateSessionResponse>) {
    super(init)
  }
}

export interface ExtendSessionRequest {
  session_handle: string
  get graph_def(): GraphDef
  set graph_def(value: Given<GraphDef>)
  current_graph_version: number | bigint
}
export class ExtendSessionRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ExtendSessionRequest', () => [
    one(1, 'session_handle', 'string'),
    one(2, 'graph_def', GraphDef),
    one(3, 'current_graph_version', 'int64'),
  ])
  constructor(init?: Init<ExtendSessionRequest>) {
    super(init)
  }
}

export interface ExtendSessionResponse {
  new_graph_version: number | bigint
}
export class ExtendSessionResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ExtendSessionResponse', () => [
    one(4, 'new_graph_version', 'int64'),
  ])
  constructor(init?: Init<ExtendSessionResponse>) {
    super(init)
  }
}

export interface RunStepRequest {
  session_handle: string
  get feed(): RepeatedField<NamedTensorProto>
  set feed(value: Given<RepeatedField<NamedTensorProto>>)
  get fetch(): RepeatedField<string>
  set fetch(value: Given<RepeatedField<string>>)
  get target(): RepeatedField<string>
  set target(value: Given<RepeatedField<string>>)
  get options(): RunOptions
  set options(value: Given<RunOptions>)
  partial_run_handle: string
  store_errors_in_response_body: boolean
  request_id: number | bigint
}
export class RunStepRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.RunStepRequest', () => [
    one(1, 'session_handle', 'string'),
    many(2, 'feed', NamedTensorProto),
    many(3, 'fetch', 'string'),
    many(4, 'target', 'string'),
    one(5, 'options', RunOptions),
    one(6, 'partial_run_handle', 'string'),
    one(7, 'store_errors_in_response_body', 'bool'),
    one(8, 'request_id', 'int64'),
  ])
  constructor(init?: Init<RunStepRequest>) {
    super(init)
  }
}

export interface RunStepResponse {
  get tensor(): RepeatedField<NamedTensorProto>
  set tensor(value: Given<RepeatedField<NamedTensorProto>>)
  get metadata(): RunMetadata
  set metadata(value: Given<RunMetadata>)
  status_code: number
  status_error_message: string
}
export class RunStepResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.RunStepResponse', () => [
    many(1, 'tensor', NamedTensorProto),
    one(2, 'metadata', RunMetadata),
    one(3, 'status_code', Code),
    one(4, 'status_error_message', 'string'),
  ])
  constructor(init?: Init<RunStepResponse>) {
    super(init)
  }
}

export interface PartialRunSetupRequest {
  session_handle: string
  get feed(): RepeatedField<string>
  set feed(value: Given<RepeatedField<string>>)
  get fetch(): RepeatedField<string>
  set fetch(value: Given<RepeatedField<string>>)
  get target(): RepeatedField<string>
  set target(value: Given<RepeatedField<string>>)
  request_id: number | bigint
}
export class PartialRunSetupRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.PartialRunSetupRequest', () => [
    one(1, 'session_handle', 'string'),
    many(2, 'feed', 'string'),
    many(3, 'fetch', 'string'),
    many(4, 'target', 'string'),
    one(5, 'request_id', 'int64'),
  ])
  constructor(init?: Init<PartialRunSetupRequest>) {
    super(init)
  }
}

export interface PartialRunSetupResponse {
  partial_run_handle: string
}
export class PartialRunSetupResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.PartialRunSetupResponse', () => [
    one(1, 'partial_run_handle', 'string'),
  ])
  constructor(init?: Init<PartialRunSetupResponse>) {
    super(init)
  }
}

export interface CloseSessionRequest {
  session_handle: string
}
export class CloseSessionRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CloseSessionRequest', () => [
    one(1, 'session_handle', 'string'),
  ])
  constructor(init?: Init<CloseSessionRequest>) {
    super(init)
  }
}

export class CloseSessionResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.CloseSessionResponse', () => [])
  constructor(init?: Init<CloseSessionResponse>) {
    super(init)
  }
}

export interface ResetRequest {
  get container(): RepeatedField<string>
  set container(value: Given<RepeatedField<string>>)
  get device_filters(): RepeatedField<string>
  set device_filters(value: Given<RepeatedField<string>>)
}
export class ResetRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ResetRequest', () => [
    many(1, 'container', 'string'),
    many(2, 'device_filters', 'string'),
  ])
  constructor(init?: Init<ResetRequest>) {
    super(init)
  }
}

export class ResetResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ResetResponse', () => [])
  constructor(init?: Init<ResetResponse>) {
    super(init)
  }
}

export interface ListDevicesRequest {
  session_handle: string
}
export class ListDevicesRequest extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ListDevicesRequest', () => [
    one(1, 'session_handle', 'string'),
  ])
  constructor(init?: Init<ListDevicesRequest>) {
    super(init)
  }
}

export interface ListDevicesResponse {
  get local_device(): RepeatedField<DeviceAttributes>
  set local_device(value: Given<RepeatedField<DeviceAttributes>>)
  get remote_device(): RepeatedField<DeviceAttributes>
  set remote_device(value: Given<RepeatedField<DeviceAttributes>>)
}
export class ListDevicesResponse extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ListDevicesResponse', () => [
    many(1, 'local_device', DeviceAttributes),
    many(2, 'remote_device', DeviceAttributes),
  ])
  constructor(init?: Init<ListDevicesResponse>) {
    super(init)
  }
}
