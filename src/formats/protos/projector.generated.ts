// Made by scripts/protos/generate.ts from projector.proto; do not edit.
import { describe, many, one } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { Given, Init } from '../proto/types.ts'

export interface SpriteMetadata {
  image_path: string
  get single_image_dim(): RepeatedField<number>
  set single_image_dim(value: Given<RepeatedField<number>>)
}
export class SpriteMetadata extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.SpriteMetadata', () => [
    one(1, 'image_path', 'string'),
    many(2, 'single_image_dim', 'uint32'),
  ])
  constructor(init?: Init<SpriteMetadata>) {
    super(init)
  }
}

export interface EmbeddingInfo {
  tensor_name: string
  metadata_path: string
  bookmarks_path: string
  get tensor_shape(): RepeatedField<number>
  set tensor_shape(value: Given<RepeatedField<number>>)
  get sprite(): SpriteMetadata
  set sprite(value: Given<SpriteMetadata>)
  tensor_path: string
}
export class EmbeddingInfo extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.EmbeddingInfo', () => [
    one(1, 'tensor_name', 'string'),
    one(2, 'metadata_path', 'string'),
    one(3, 'bookmarks_path', 'string'),
    many(4, 'tensor_shape', 'uint32'),
    one(5, 'sprite', SpriteMetadata),
    one(6, 'tensor_path', 'string'),
  ])
  constructor(init?: Init<EmbeddingInfo>) {
    super(init)
  }
}

export interface ProjectorConfig {
  model_checkpoint_path: string
  get embeddings(): RepeatedField<EmbeddingInfo>
  set embeddings(value: Given<RepeatedField<EmbeddingInfo>>)
  model_checkpoint_dir: string
}
export class ProjectorConfig extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ProjectorConfig', () => [
    one(1, 'model_checkpoint_path', 'string'),
    many(2, 'embeddings', EmbeddingInfo),
    one(3, 'model_checkpoint_dir', 'string'),
  ])
  constructor(init?: Init<ProjectorConfig>) {
    super(init)
  }
}
