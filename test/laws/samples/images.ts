/** Samples of convolutions, pools, dilation and image ops. */
import { NDArray } from '../../../src/index.ts'
import { type DTypeLike, float32 } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

/** Values without ties, of both signs; the same each time. */
function spread(shape: readonly number[], dtype: DTypeLike = 'float64', seed = 1): NDArray {
  const size = shape.reduce((a, b) => a * b, 1)
  const values = Array.from({ length: size }, (_, i) => ((((i + 1) * 7919 * seed) % 9973) / 9973 - 0.5) * 4)
  return NDArray.of(values as never, 'float64')
    .reshape(...shape)
    .astype(dtype)
}
const ints = (...values: number[]): NDArray => NDArray.of(values as never, 'int32')

const SAME = { padding: 'SAME', strides: [1, 2, 2, 1] }
const VALID = { padding: 'VALID', strides: [1, 1, 1, 1] }
const POOL = { ksize: [1, 2, 3, 1], strides: [1, 2, 1, 1], padding: 'SAME' }
const SAME3 = { padding: 'SAME', strides: [1, 1, 2, 1, 1] }
const POOL3 = { ksize: [1, 2, 2, 2, 1], strides: [1, 1, 2, 1, 1], padding: 'SAME' }
const BOXES = NDArray.of(
  [
    [0.1, 0.05, 0.9, 0.8],
    [0.3, 0.2, 0.7, 1.2],
  ] as never,
  'float32',
)

const convolutions: Sample[] = (['float64', 'float32'] as const).flatMap(dtype => [
  { op: 'Conv2D', inputs: [spread([2, 5, 4, 3], dtype), spread([3, 2, 3, 2], dtype, 3)], attrs: SAME, differentiable: dtype === 'float64' },
  { op: 'Conv2D', inputs: [spread([1, 4, 5, 1], dtype), spread([2, 2, 1, 3], dtype, 3)], attrs: VALID, differentiable: dtype === 'float64' },
  { op: 'Conv2D', inputs: [spread([0, 4, 5, 1], dtype), spread([2, 2, 1, 3], dtype, 3)], attrs: VALID, differentiable: false, note: 'no images' },
  {
    op: 'Conv2DBackpropInput',
    inputs: [ints(2, 5, 4, 3), spread([3, 2, 3, 2], dtype), spread([2, 3, 2, 2], dtype, 3)],
    attrs: SAME,
    differentiable: dtype === 'float64',
  },
  {
    op: 'Conv2DBackpropFilter',
    inputs: [spread([2, 5, 4, 3], dtype), ints(3, 2, 3, 2), spread([2, 3, 2, 2], dtype, 3)],
    attrs: SAME,
    differentiable: dtype === 'float64',
  },
  {
    op: 'DepthwiseConv2dNative',
    inputs: [spread([2, 5, 4, 3], dtype), spread([3, 2, 3, 2], dtype, 3)],
    attrs: SAME,
    differentiable: dtype === 'float64',
  },
  { op: 'DepthwiseConv2dNativeBackpropInput', inputs: [ints(2, 5, 4, 3), spread([3, 2, 3, 2], dtype), spread([2, 3, 2, 6], dtype, 3)], attrs: SAME },
  { op: 'DepthwiseConv2dNativeBackpropFilter', inputs: [spread([2, 5, 4, 3], dtype), ints(3, 2, 3, 2), spread([2, 3, 2, 6], dtype, 3)], attrs: SAME },
  { op: 'Conv3D', inputs: [spread([1, 3, 4, 3, 2], dtype), spread([2, 3, 1, 2, 2], dtype, 3)], attrs: SAME3, differentiable: dtype === 'float64' },
  {
    op: 'Conv3DBackpropInputV2',
    inputs: [ints(1, 3, 4, 3, 2), spread([2, 3, 1, 2, 2], dtype), spread([1, 3, 2, 3, 2], dtype, 3)],
    attrs: SAME3,
    differentiable: dtype === 'float64',
  },
  {
    op: 'Conv3DBackpropFilterV2',
    inputs: [spread([1, 3, 4, 3, 2], dtype), ints(2, 3, 1, 2, 2), spread([1, 3, 2, 3, 2], dtype, 3)],
    attrs: SAME3,
    differentiable: dtype === 'float64',
  },
])

const pools: Sample[] = [
  { op: 'MaxPool', inputs: [spread([2, 5, 4, 3], 'float32')], attrs: POOL, differentiable: false },
  {
    op: 'MaxPool',
    inputs: [spread([1, 2, 3, 4], 'float32')],
    attrs: { ksize: [1, 1, 1, 2], strides: [1, 1, 1, 2], padding: 'VALID' },
    differentiable: false,
    note: 'over channels',
  },
  {
    op: 'MaxPoolGrad',
    inputs: [spread([2, 5, 4, 3], 'float32'), spread([2, 3, 4, 3], 'float32', 3), spread([2, 3, 4, 3], 'float32', 5)],
    attrs: POOL,
  },
  { op: 'MaxPoolWithArgmax', inputs: [spread([2, 5, 4, 3], 'float32')], attrs: POOL },
  {
    op: 'MaxPoolGradWithArgmax',
    inputs: [spread([1, 2, 2, 1], 'float32'), spread([1, 1, 2, 1], 'float32', 3), NDArray.of([[[[2], [1]]]] as never, 'int64')],
    attrs: POOL,
  },
  { op: 'AvgPool', inputs: [spread([2, 5, 4, 3])], attrs: POOL },
  { op: 'AvgPool', inputs: [spread([2, 5, 4, 3], 'float32')], attrs: POOL, differentiable: false },
  { op: 'AvgPoolGrad', inputs: [ints(2, 5, 4, 3), spread([2, 3, 4, 3], 'float32')], attrs: POOL },
  { op: 'MaxPool3D', inputs: [spread([1, 3, 4, 3, 2], 'float32')], attrs: POOL3, differentiable: false },
  {
    op: 'MaxPool3DGrad',
    inputs: [spread([1, 3, 4, 3, 2], 'float32'), spread([1, 3, 2, 3, 2], 'float32', 3), spread([1, 3, 2, 3, 2], 'float32', 5)],
    attrs: POOL3,
  },
  { op: 'AvgPool3D', inputs: [spread([1, 3, 4, 3, 2])], attrs: POOL3 },
  { op: 'AvgPool3D', inputs: [spread([1, 3, 4, 3, 2], 'float32')], attrs: POOL3, differentiable: false },
  { op: 'AvgPool3DGrad', inputs: [ints(1, 3, 4, 3, 2), spread([1, 3, 2, 3, 2], 'float32')], attrs: POOL3 },
  { op: 'Dilation2D', inputs: [spread([2, 5, 4, 3]), spread([2, 2, 3], 'float64', 3)], attrs: { ...SAME, rates: [1, 2, 1, 1] } },
  {
    op: 'Dilation2DBackpropInput',
    inputs: [spread([2, 5, 4, 3]), spread([2, 2, 3], 'float64', 3), spread([2, 3, 2, 3], 'float64', 5)],
    attrs: { ...SAME, rates: [1, 2, 1, 1] },
  },
  {
    op: 'Dilation2DBackpropFilter',
    inputs: [spread([2, 5, 4, 3]), spread([2, 2, 3], 'float64', 3), spread([2, 3, 2, 3], 'float64', 5)],
    attrs: { ...SAME, rates: [1, 2, 1, 1] },
  },
]

const long = (...values: number[]): NDArray => NDArray.of(values as never, 'int64')
const REGIONS = [long(0, 1, 3, 5), long(0, 2, 4)]
const fractional: Sample[] = [
  { op: 'FractionalMaxPoolGrad', inputs: [spread([1, 5, 4, 2]), spread([1, 3, 2, 2], 'float64', 3), spread([1, 3, 2, 2], 'float64', 5), ...REGIONS] },
  { op: 'FractionalAvgPoolGrad', inputs: [long(1, 5, 4, 2), spread([1, 3, 2, 2]), ...REGIONS], attrs: { overlapping: true } },
]

const images: Sample[] = [
  ...['ResizeArea', 'ResizeBicubic', 'ResizeBilinear', 'ResizeNearestNeighbor'].flatMap(op => [
    { op, inputs: [spread([2, 3, 5, 2], 'float32'), ints(4, 3)], differentiable: false },
    {
      op,
      inputs: [
        NDArray.of(
          [
            [
              [[1], [200]],
              [[30], [4]],
            ],
          ] as never,
          'uint8',
        ),
        ints(3, 5),
      ],
      attrs: { align_corners: true },
      differentiable: false,
    },
  ]),
  { op: 'ResizeBilinearGrad', inputs: [spread([2, 4, 3, 2], 'float32'), spread([2, 3, 5, 2], 'float32')] },
  { op: 'ResizeNearestNeighborGrad', inputs: [spread([2, 4, 3, 2], 'float32'), ints(3, 5)] },
  { op: 'CropAndResize', inputs: [spread([2, 4, 5, 2], 'float32'), BOXES, ints(1, 0), ints(3, 2)], differentiable: false },
  { op: 'CropAndResizeGradImage', inputs: [spread([2, 3, 2, 2], 'float32'), BOXES, ints(1, 0), ints(2, 4, 5, 2)], attrs: { T: float32 } },
  { op: 'CropAndResizeGradBoxes', inputs: [spread([2, 3, 2, 2], 'float32'), spread([2, 4, 5, 2], 'float32', 3), BOXES, ints(1, 0)] },
  { op: 'ExtractGlimpse', inputs: [spread([1, 5, 6, 2], 'float32'), ints(3, 2), NDArray.of([[0.1, -0.2]] as never, 'float32')] },
  {
    op: 'RGBToHSV',
    inputs: [
      NDArray.of(
        [
          [0.2, 0.5, 0.1],
          [0.9, 0.3, 0.9],
          [0.4, 0.4, 0.4],
        ] as never,
        'float32',
      ),
    ],
  },
  {
    op: 'HSVToRGB',
    inputs: [
      NDArray.of(
        [
          [0.2, 0.5, 0.1],
          [0.9, 0.3, 0.9],
          [0.4, 0, 0.4],
        ] as never,
        'float64',
      ),
    ],
  },
  { op: 'AdjustContrastv2', inputs: [spread([2, 3, 3, 2], 'float32'), NDArray.of(1.5 as never, 'float32')] },
  {
    op: 'AdjustHue',
    inputs: [
      NDArray.of(
        [
          [
            [0.2, 0.5, 0.1],
            [0.9, 0.3, 0.8],
          ],
        ] as never,
        'float32',
      ),
      NDArray.of(0.3 as never, 'float32'),
    ],
  },
  {
    op: 'DrawBoundingBoxes',
    inputs: [
      spread([1, 5, 6, 3], 'float32'),
      NDArray.of(
        [
          [
            [0.1, 0.2, 0.7, 0.9],
            [-0.5, 0.1, 0.4, 2],
          ],
        ] as never,
        'float32',
      ),
    ],
  },
  {
    op: 'NonMaxSuppression',
    inputs: [
      NDArray.of(
        [
          [0, 0, 1, 1],
          [0, 0.1, 1, 1.1],
          [0, 3, 1, 4],
        ] as never,
        'float32',
      ),
      NDArray.of([0.5, 0.9, 0.3] as never, 'float32'),
      NDArray.of(3 as never, 'int32'),
    ],
  },
  {
    op: 'FusedPadConv2D',
    inputs: [
      spread([1, 4, 4, 2], 'float32'),
      NDArray.of(
        [
          [0, 0],
          [1, 1],
          [1, 2],
          [0, 0],
        ] as never,
        'int32',
      ),
      spread([2, 2, 2, 3], 'float32', 3),
    ],
    attrs: { ...VALID, mode: 'REFLECT' },
  },
  {
    op: 'FusedResizeAndPadConv2D',
    inputs: [
      spread([1, 4, 4, 2], 'float32'),
      ints(5, 6),
      NDArray.of(
        [
          [0, 0],
          [1, 1],
          [1, 2],
          [0, 0],
        ] as never,
        'int32',
      ),
      spread([2, 2, 2, 3], 'float32', 3),
    ],
    attrs: { ...VALID, mode: 'SYMMETRIC' },
  },
]

export const samples: readonly Sample[] = [...convolutions, ...pools, ...fractional, ...images]
/** Ops that cannot have samples here, and why. */
const OLD = ['Conv3DBackpropInput', 'Conv3DBackpropFilter', 'AdjustContrast', 'RandomCrop']
export const unsampled = [
  ...OLD.map(op => ({ op, reason: 'deprecated: graphs of this version cannot have it' })),
  ...['FractionalMaxPool', 'FractionalAvgPool', 'SampleDistortedBoundingBox'].map(op => ({
    op,
    reason: 'random numbers; test/ops/image_ops.test.ts',
  })),
]
