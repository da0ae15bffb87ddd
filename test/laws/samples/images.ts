/** Samples of convolutions, pools, dilation and image ops. */
import { NDArray } from '../../../src/index.ts'
import { as_dtype, type DTypeLike, float32 } from '../../../src/tensor/dtypes.ts'
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
const long = (...values: number[]): NDArray => NDArray.of(values as never, 'int64')

const SAME = { padding: 'SAME', strides: [1, 2, 2, 1] }
const VALID = { padding: 'VALID', strides: [1, 1, 1, 1] }
const POOL = { ksize: [1, 2, 3, 1], strides: [1, 2, 1, 1], padding: 'SAME' }
const SAME3 = { padding: 'SAME', strides: [1, 1, 2, 1, 1] }
const POOL3 = { ksize: [1, 2, 2, 2, 1], strides: [1, 1, 2, 1, 1], padding: 'SAME' }
const VALID_POOL = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'VALID' }
const VALID_POOL3 = { ksize: [1, 2, 2, 1, 1], strides: [1, 2, 1, 1, 1], padding: 'VALID' }
const VALID_DILATION = { padding: 'VALID', strides: [1, 1, 1, 1], rates: [1, 2, 1, 1] }
const BOXES = NDArray.of(
  [
    [0.1, 0.05, 0.9, 0.8],
    [0.3, 0.2, 0.7, 1.2],
  ] as never,
  'float32',
)

const convolutions: Sample[] = (['float64', 'float32'] as const).flatMap(dtype => [
  {
    op: 'Conv2D',
    inputs: [spread([2, 5, 4, 3], dtype), spread([3, 2, 3, 2], dtype, 3)],
    attrs: SAME,
    differentiable: dtype === 'float64',
  },
  {
    op: 'Conv2D',
    inputs: [spread([1, 4, 5, 1], dtype), spread([2, 2, 1, 3], dtype, 3)],
    attrs: VALID,
    differentiable: dtype === 'float64',
  },
  {
    op: 'Conv2D',
    inputs: [spread([0, 4, 5, 1], dtype), spread([2, 2, 1, 3], dtype, 3)],
    attrs: VALID,
    differentiable: false,
    note: 'no images',
  },
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
  {
    op: 'DepthwiseConv2dNativeBackpropInput',
    inputs: [ints(2, 5, 4, 3), spread([3, 2, 3, 2], dtype), spread([2, 3, 2, 6], dtype, 3)],
    attrs: SAME,
  },
  {
    op: 'DepthwiseConv2dNativeBackpropFilter',
    inputs: [spread([2, 5, 4, 3], dtype), ints(3, 2, 3, 2), spread([2, 3, 2, 6], dtype, 3)],
    attrs: SAME,
  },
  {
    op: 'Conv3D',
    inputs: [spread([1, 3, 4, 3, 2], dtype), spread([2, 3, 1, 2, 2], dtype, 3)],
    attrs: SAME3,
    differentiable: dtype === 'float64',
  },
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
  {
    op: 'MaxPoolGrad',
    inputs: [spread([1, 5, 4, 2], 'float32'), spread([1, 2, 2, 2], 'float32', 3), spread([1, 2, 2, 2], 'float32', 5)],
    attrs: VALID_POOL,
  },
  { op: 'MaxPoolWithArgmax', inputs: [spread([2, 5, 4, 3], 'float32')], attrs: POOL },
  { op: 'MaxPoolWithArgmax', inputs: [spread([1, 5, 4, 2], 'float32')], attrs: VALID_POOL },
  {
    op: 'MaxPoolGradWithArgmax',
    inputs: [
      spread([1, 2, 2, 1], 'float32'),
      spread([1, 1, 2, 1], 'float32', 3),
      NDArray.of([[[[2], [1]]]] as never, 'int64'),
    ],
    attrs: POOL,
  },
  {
    op: 'MaxPoolGradWithArgmax',
    inputs: [
      spread([2, 5, 4, 1], 'float32'),
      spread([2, 2, 2, 1], 'float32', 3),
      long(0, 1, 2, 19, 3, 0, 19, 4).reshape(2, 2, 2, 1),
    ],
    attrs: VALID_POOL,
    note: 'two images',
  },
  { op: 'AvgPool', inputs: [spread([2, 5, 4, 3])], attrs: POOL },
  { op: 'AvgPool', inputs: [spread([2, 5, 4, 3], 'float32')], attrs: POOL, differentiable: false },
  { op: 'AvgPoolGrad', inputs: [ints(2, 5, 4, 3), spread([2, 3, 4, 3], 'float32')], attrs: POOL },
  { op: 'AvgPoolGrad', inputs: [ints(1, 5, 4, 2), spread([1, 2, 2, 2])], attrs: VALID_POOL },
  { op: 'MaxPool3D', inputs: [spread([1, 3, 4, 3, 2], 'float32')], attrs: POOL3, differentiable: false },
  { op: 'MaxPool3D', inputs: [spread([2, 3, 4, 3, 1], 'float32')], attrs: VALID_POOL3, differentiable: false },
  {
    op: 'MaxPool3DGrad',
    inputs: [
      spread([2, 3, 4, 3, 1], 'float32'),
      spread([2, 1, 3, 3, 1], 'float32', 3),
      spread([2, 1, 3, 3, 1], 'float32', 5),
    ],
    attrs: VALID_POOL3,
  },
  {
    op: 'MaxPool3DGrad',
    inputs: [
      spread([1, 3, 4, 3, 2], 'float32'),
      spread([1, 3, 2, 3, 2], 'float32', 3),
      spread([1, 3, 2, 3, 2], 'float32', 5),
    ],
    attrs: POOL3,
  },
  { op: 'AvgPool3D', inputs: [spread([1, 3, 4, 3, 2])], attrs: POOL3 },
  { op: 'AvgPool3D', inputs: [spread([1, 3, 4, 3, 2], 'float32')], attrs: POOL3, differentiable: false },
  { op: 'AvgPool3DGrad', inputs: [ints(1, 3, 4, 3, 2), spread([1, 3, 2, 3, 2], 'float32')], attrs: POOL3 },
  { op: 'AvgPool3DGrad', inputs: [ints(2, 3, 4, 3, 1), spread([2, 1, 3, 3, 1])], attrs: VALID_POOL3 },
  {
    op: 'Dilation2D',
    inputs: [spread([2, 5, 4, 3]), spread([2, 2, 3], 'float64', 3)],
    attrs: { ...SAME, rates: [1, 2, 1, 1] },
  },
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
  {
    op: 'Dilation2D',
    inputs: [spread([1, 4, 3, 2], 'float32'), spread([2, 2, 2], 'float32', 3)],
    attrs: VALID_DILATION,
    differentiable: false,
  },
  ...['Dilation2DBackpropInput', 'Dilation2DBackpropFilter'].map(op => ({
    op,
    inputs: [
      ints(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8).reshape(1, 4, 3, 1),
      ints(2, 7, 1, 8).reshape(2, 2, 1),
      ints(1, -2, 4, 8).reshape(1, 2, 2, 1),
    ],
    attrs: VALID_DILATION,
    note: 'integers, some of them equal',
  })),
]

const REGIONS = [long(0, 1, 3, 5), long(0, 2, 4)]
const fractional: Sample[] = [
  {
    op: 'FractionalMaxPoolGrad',
    inputs: [spread([1, 5, 4, 2]), spread([1, 3, 2, 2], 'float64', 3), spread([1, 3, 2, 2], 'float64', 5), ...REGIONS],
  },
  {
    op: 'FractionalAvgPoolGrad',
    inputs: [long(1, 5, 4, 2), spread([1, 3, 2, 2]), ...REGIONS],
    attrs: { overlapping: true },
  },
  {
    op: 'FractionalMaxPoolGrad',
    inputs: [
      ints(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8).reshape(1, 3, 4, 1),
      ints(9, 6, 5, 8).reshape(1, 2, 2, 1),
      ints(1, 2, 4, 8).reshape(1, 2, 2, 1),
    ].concat([long(0, 1, 3), long(0, 1, 4)]),
    attrs: { overlapping: true },
    note: 'regions that share elements',
  },
  {
    op: 'FractionalAvgPoolGrad',
    inputs: [long(2, 3, 4, 1), spread([2, 2, 2, 1], 'float32'), long(0, 1, 3), long(0, 1, 4)],
    attrs: { overlapping: false },
    note: 'regions apart',
  },
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
  {
    op: 'ResizeBilinearGrad',
    inputs: [spread([1, 1, 3, 1], 'float32'), spread([1, 4, 2, 1])],
    attrs: { align_corners: true },
  },
  { op: 'ResizeNearestNeighborGrad', inputs: [spread([1, 1, 3, 1]), ints(4, 2)], attrs: { align_corners: true } },
  {
    op: 'CropAndResize',
    inputs: [
      NDArray.of([1, 200, 30, 4], 'uint8').reshape(1, 2, 2, 1),
      NDArray.of([[1, 0.5, -0.25, 0]], 'float32'),
      ints(0),
      ints(3, 1),
    ],
    attrs: { extrapolation_value: -5 },
    differentiable: false,
    note: 'turned over, from outside',
  },
  {
    op: 'CropAndResizeGradImage',
    inputs: [spread([1, 3, 1, 1], 'float32'), NDArray.of([[1, 0.5, -0.25, 0]], 'float32'), ints(0), ints(1, 2, 2, 1)],
    attrs: { T: as_dtype('float64') },
  },
  {
    op: 'CropAndResizeGradBoxes',
    inputs: [
      spread([1, 3, 1, 1], 'float32'),
      NDArray.of([1, 200, 30, 4], 'uint8').reshape(1, 2, 2, 1),
      NDArray.of([[1, 0.5, -0.25, 0]], 'float32'),
      ints(0),
    ],
  },
  {
    op: 'CropAndResize',
    inputs: [spread([2, 4, 5, 2], 'float32'), BOXES, ints(1, 0), ints(3, 2)],
    differentiable: false,
  },
  {
    op: 'CropAndResizeGradImage',
    inputs: [spread([2, 3, 2, 2], 'float32'), BOXES, ints(1, 0), ints(2, 4, 5, 2)],
    attrs: { T: float32 },
  },
  {
    op: 'CropAndResizeGradBoxes',
    inputs: [spread([2, 3, 2, 2], 'float32'), spread([2, 4, 5, 2], 'float32', 3), BOXES, ints(1, 0)],
  },
  {
    op: 'ExtractGlimpse',
    inputs: [spread([1, 5, 6, 2], 'float32'), ints(3, 2), NDArray.of([[0.1, -0.2]] as never, 'float32')],
  },
  {
    op: 'ExtractGlimpse',
    inputs: [
      spread([2, 5, 6, 1], 'float32'),
      ints(2, 3),
      NDArray.of(
        [
          [1, 2],
          [2, 1],
        ],
        'float32',
      ),
    ],
    attrs: { centered: false, normalized: false, uniform_noise: false },
    note: 'in pixels, from the corner',
  },
  { op: 'RGBToHSV', inputs: [NDArray.of([[[0, 0, 0]], [[0.5, 0.25, 1]]], 'float64')] },
  { op: 'HSVToRGB', inputs: [NDArray.of([1, 0.75, 2], 'float32')] },
  {
    op: 'AdjustContrastv2',
    inputs: [spread([5, 2, 1], 'float32'), NDArray.of(-0.5, 'float32')],
    note: 'the other way round, a single image',
  },
  {
    op: 'AdjustHue',
    inputs: [
      NDArray.of([0, 0, 0, 1, 1, 1, 0.5, 0.25, 1, 1, 0, 0], 'float32').reshape(1, 2, 2, 3),
      NDArray.of(-0.9, 'float32'),
    ],
  },
  {
    op: 'DrawBoundingBoxes',
    inputs: [spread([2, 4, 3, 1], 'float32'), NDArray.of([0, 0, 1, 1, 0.5, 0.5, 0.5, 0.5], 'float32').reshape(2, 1, 4)],
    note: 'gray images',
  },
  {
    op: 'NonMaxSuppression',
    inputs: [
      NDArray.of([1, 1, 0, 0, 0, 0.9, 1, 2, 5, 5, 5, 5, 0, 0.1, 1, 1.1], 'float32').reshape(4, 4),
      NDArray.of([0.5, 0.5, 0.25, 0.75], 'float32'),
      NDArray.of(2, 'int32'),
    ],
    attrs: { iou_threshold: 0.25 },
    note: 'equal scores, an empty box, one turned over',
  },
  {
    op: 'FusedPadConv2D',
    inputs: [spread([2, 3, 4, 1]), ints(0, 0, 2, 0, 1, 1, 0, 0).reshape(4, 2), spread([3, 2, 1, 2], 'float64', 3)],
    attrs: { ...SAME, mode: 'SYMMETRIC' },
  },
  {
    op: 'FusedResizeAndPadConv2D',
    inputs: [
      spread([2, 3, 4, 1]),
      ints(5, 2),
      ints(0, 0, 2, 0, 1, 1, 0, 0).reshape(4, 2),
      spread([3, 2, 1, 2], 'float64', 3),
    ],
    attrs: { ...SAME, mode: 'REFLECT', resize_align_corners: true },
  },
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
