/** Discrete Fourier transforms over the last axes (kernels/fft_ops.cc; there only for GPUs). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type GradientFunction, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { unchangedWithRankAtLeast, unknownShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { fourier } from '../../kernels/reference/linalg/fourier.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { shapeText } from '../../tensor/shape.ts'
import { reverse } from '../array/reverse_ops.ts'
import { slice } from '../array/slice_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { complex } from '../math/complex_ops.ts'
import { over, times } from '../math/operators.ts'
import { reduce_prod } from '../math/reduction_ops.ts'
import { shape } from '../math/shape_ops.ts'

/** The number of elements that one transform takes, as float32. */
const elements = (grad: Tensor, rank: number): Tensor =>
  cast(reduce_prod(slice(reverse(shape(grad), [true]), [0], [rank])), float32)

const transform = (rank: number, inverse: boolean, other: () => OpDef): OpSpec => {
  const gradient: GradientFunction = (_op, grad) => {
    const size = elements(grad as Tensor, rank)
    const factor = inverse ? over(1, size) : size
    const back = apply(other(), { input: grad })
    return [times(back, complex(factor, 0))]
  }
  return {
    inputs: ['input: complex64'],
    outputs: ['output: complex64'],
    infer: unchangedWithRankAtLeast(rank),
    gradient,
    kernel: k => {
      const input = k.input(0)
      if (input.shape.length < rank)
        throw invalidArgument(`Input must have rank of at least ${rank} but got: ${shapeText(input.shape)}`)
      return fourier(input, rank, inverse)
    },
    lower: { kind: 'reference' },
  }
}
/** The spelling of versions before 0.11. */
const old = (spec: OpSpec, successor: string): OpSpec => ({
  ...spec,
  infer: unknownShape,
  gradient: 'unregistered',
  lower: { kind: 'host' },
  deprecated: { version: 15, explanation: `Use ${successor}` },
})

export const FFT: OpDef = defineOp(
  'FFT',
  transform(1, false, () => IFFT),
)
export const IFFT: OpDef = defineOp(
  'IFFT',
  transform(1, true, () => FFT),
)
export const FFT2D: OpDef = defineOp(
  'FFT2D',
  transform(2, false, () => IFFT2D),
)
export const IFFT2D: OpDef = defineOp(
  'IFFT2D',
  transform(2, true, () => FFT2D),
)
export const FFT3D: OpDef = defineOp(
  'FFT3D',
  transform(3, false, () => IFFT3D),
)
export const IFFT3D: OpDef = defineOp(
  'IFFT3D',
  transform(3, true, () => FFT3D),
)
export const BatchFFT = defineOp('BatchFFT', old(FFT.spec, 'FFT'))
export const BatchIFFT = defineOp('BatchIFFT', old(IFFT.spec, 'IFFT'))
export const BatchFFT2D = defineOp('BatchFFT2D', old(FFT2D.spec, 'FFT2D'))
export const BatchIFFT2D = defineOp('BatchIFFT2D', old(IFFT2D.spec, 'IFFT2D'))
export const BatchFFT3D = defineOp('BatchFFT3D', old(FFT3D.spec, 'FFT3D'))
export const BatchIFFT3D = defineOp('BatchIFFT3D', old(IFFT3D.spec, 'IFFT3D'))

interface TransformArgs {
  input: TensorLike
  name: Name
}
const by =
  (def: OpDef) =>
  ({ input, name }: TransformArgs) =>
    apply(def, { input }, name)
/** The Fourier transform of a complex64 tensor over its last axis. */
export const fft = pyfunction('fft(input, name=None)', by(FFT))
/** The inverse of `fft`. */
export const ifft = pyfunction('ifft(input, name=None)', by(IFFT))
/** The Fourier transform over the last two axes. */
export const fft2d = pyfunction('fft2d(input, name=None)', by(FFT2D))
/** The inverse of `fft2d`. */
export const ifft2d = pyfunction('ifft2d(input, name=None)', by(IFFT2D))
/** The Fourier transform over the last three axes. */
export const fft3d = pyfunction('fft3d(input, name=None)', by(FFT3D))
/** The inverse of `fft3d`. */
export const ifft3d = pyfunction('ifft3d(input, name=None)', by(IFFT3D))
/** `fft` as versions before 0.11 call it. */
export const batch_fft = fft
export const batch_ifft = ifft
export const batch_fft2d = fft2d
export const batch_ifft2d = ifft2d
export const batch_fft3d = fft3d
export const batch_ifft3d = ifft3d
