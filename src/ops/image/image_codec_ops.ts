/** Images as files (core/ops/image_ops.cc). There are no kernels yet. */
import { invalidArgument } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Shape } from '../../tensor/shape.ts'

/** Rows, columns and the channels that were asked for. */
function decodedShape(c: InferenceContext<{ channels: number }>): readonly Shape[] {
  c.withRank(c.input(0), 0)
  const channels = c.attr('channels')
  if (channels < 0) throw invalidArgument(`channels must be non-negative, got ${channels}`)
  return [[null, null, channels === 0 ? null : channels]]
}
function encodedShape(c: InferenceContext): readonly Shape[] {
  c.withRank(c.input(0), 3)
  return [[]]
}

export const DecodeJpeg = defineOp('DecodeJpeg', {
  inputs: ['contents: string'],
  outputs: ['image: uint8'],
  attrs: [
    'channels: int = 0',
    'ratio: int = 1',
    'fancy_upscaling: bool = true',
    'try_recover_truncated: bool = false',
    'acceptable_fraction: float = 1',
  ],
  infer: decodedShape,
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const DecodePng = defineOp('DecodePng', {
  inputs: ['contents: string'],
  outputs: ['image: dtype'],
  attrs: ['channels: int = 0', 'dtype: {uint8, uint16} = DT_UINT8'],
  infer: decodedShape,
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const DecodeGif = defineOp('DecodeGif', {
  inputs: ['contents: string'],
  outputs: ['image: uint8'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return [[null, null, null, 3]]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const EncodeJpeg = defineOp('EncodeJpeg', {
  inputs: ['image: uint8'],
  outputs: ['contents: string'],
  attrs: [
    "format: {'', 'grayscale', 'rgb'} = ''",
    'quality: int = 95',
    'progressive: bool = false',
    'optimize_size: bool = false',
    'chroma_downsampling: bool = true',
    "density_unit: {'in', 'cm'} = 'in'",
    'x_density: int = 300',
    'y_density: int = 300',
    "xmp_metadata: string = ''",
  ],
  infer: encodedShape,
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const EncodePng = defineOp('EncodePng', {
  inputs: ['image: T'],
  outputs: ['contents: string'],
  attrs: ['compression: int = -1', 'T: {uint8, uint16} = DT_UINT8'],
  infer: encodedShape,
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})
