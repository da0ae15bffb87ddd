// Made by scripts/protos/generate.ts from manifest.proto; do not edit.
import { describe, map, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { Given, Init, MapField } from '../proto/types.ts'

export interface serving_Signatures {
  get default_signature(): serving_Signature
  set default_signature(value: Given<serving_Signature>)
  get named_signatures(): MapField<serving_Signature>
  set named_signatures(value: Given<MapField<serving_Signature>>)
}
export class serving_Signatures extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.Signatures', () => [
    one(1, 'default_signature', serving_Signature),
    map(2, 'named_signatures', 'string', serving_Signature),
  ])
  constructor(init?: Init<serving_Signatures>) {
    super(init)
  }
}

export interface serving_TensorBinding {
  tensor_name: string
}
export class serving_TensorBinding extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.TensorBinding', () => [
    one(1, 'tensor_name', 'string'),
  ])
  constructor(init?: Init<serving_TensorBinding>) {
    super(init)
  }
}

export interface serving_AssetFile {
  get tensor_binding(): serving_TensorBinding
  set tensor_binding(value: Given<serving_TensorBinding>)
  filename: string
}
export class serving_AssetFile extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.AssetFile', () => [
    one(1, 'tensor_binding', serving_TensorBinding),
    one(2, 'filename', 'string'),
  ])
  constructor(init?: Init<serving_AssetFile>) {
    super(init)
  }
}

export interface serving_Signature {
  get regression_signature(): serving_RegressionSignature
  set regression_signature(value: Given<serving_RegressionSignature>)
  get classification_signature(): serving_ClassificationSignature
  set classification_signature(value: Given<serving_ClassificationSignature>)
  get generic_signature(): serving_GenericSignature
  set generic_signature(value: Given<serving_GenericSignature>)
}
export class serving_Signature extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.Signature', () => [
    oneof(
      'type',
      one(1, 'regression_signature', serving_RegressionSignature),
      one(2, 'classification_signature', serving_ClassificationSignature),
      one(3, 'generic_signature', serving_GenericSignature),
    ),
  ])
  constructor(init?: Init<serving_Signature>) {
    super(init)
  }
}

export interface serving_RegressionSignature {
  get input(): serving_TensorBinding
  set input(value: Given<serving_TensorBinding>)
  get output(): serving_TensorBinding
  set output(value: Given<serving_TensorBinding>)
}
export class serving_RegressionSignature extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.RegressionSignature', () => [
    one(1, 'input', serving_TensorBinding),
    one(2, 'output', serving_TensorBinding),
  ])
  constructor(init?: Init<serving_RegressionSignature>) {
    super(init)
  }
}

export interface serving_ClassificationSignature {
  get input(): serving_TensorBinding
  set input(value: Given<serving_TensorBinding>)
  get classes(): serving_TensorBinding
  set classes(value: Given<serving_TensorBinding>)
  get scores(): serving_TensorBinding
  set scores(value: Given<serving_TensorBinding>)
}
export class serving_ClassificationSignature extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.ClassificationSignature', () => [
    one(1, 'input', serving_TensorBinding),
    one(2, 'classes', serving_TensorBinding),
    one(3, 'scores', serving_TensorBinding),
  ])
  constructor(init?: Init<serving_ClassificationSignature>) {
    super(init)
  }
}

export interface serving_GenericSignature {
  get map(): MapField<serving_TensorBinding>
  set map(value: Given<MapField<serving_TensorBinding>>)
}
export class serving_GenericSignature extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.serving.GenericSignature', () => [
    map(1, 'map', 'string', serving_TensorBinding),
  ])
  constructor(init?: Init<serving_GenericSignature>) {
    super(init)
  }
}
