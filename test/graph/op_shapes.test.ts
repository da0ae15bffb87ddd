/** Static shapes of every op, and the errors of shape inference, as TensorFlow 0.12.1 gave them for random nodes. */
import { expect, test } from 'vitest'
import opNames from '../golden/op_names.json' with { type: 'json' }
import { opShapeCases, wrongShapes } from './op_shape_cases.ts'

/** Ops with cases in which tf0 says something else, how many, and why. */
const OTHERWISE: Readonly<Record<string, readonly [cases: number, reason: string]>> = {
  AvgPool: [1, 'a negative window is taken for unknown by TensorFlow'],
  AvgPoolGrad: [4, 'the rank is checked already as the graph is built'],
  BatchNormWithGlobalNormalizationGrad: [2, 'another of two errors comes first'],
  Concat: [1, 'another of two errors comes first'],
  Conv2DBackpropFilter: [4, 'the rank is checked already as the graph is built'],
  Conv2DBackpropInput: [5, 'the rank is checked already as the graph is built'],
  CropAndResizeGradBoxes: [5, 'the rank is checked already as the graph is built'],
  DepthwiseConv2dNativeBackpropFilter: [5, 'the rank is checked already as the graph is built'],
  DepthwiseConv2dNativeBackpropInput: [6, 'the rank is checked already as the graph is built'],
  Dilation2D: [1, 'TensorFlow uses no sizes of an unknown filter'],
  ExtractGlimpse: [1, 'another of two errors comes first'],
  FusedBatchNormGrad: [1, 'data formats are checked already as the graph is built'],
  FusedPadConv2D: [5, 'another of two errors comes first'],
  FusedResizeAndPadConv2D: [2, 'TensorFlow speaks of rank -1'],
  MaxPool: [1, 'a negative window is taken for unknown by TensorFlow'],
  QuantizedBatchNormWithGlobalNormalization: [1, 'all ends of ranges are checked'],
  Substr: [1, 'TensorFlow speaks of rank -1'],
  TensorArrayGatherV2: [1, 'another of two errors comes first'],
  TensorArraySizeV2: [1, 'the flow is checked already as the graph is built'],
}

test('shapes and errors are TensorFlow’s', () => {
  const wrong: string[] = []
  const counted: Record<string, number> = {}
  let right = 0
  const cases = Object.entries(opShapeCases())
  for (const [op, each] of cases) {
    for (const one of each) {
      const why = wrongShapes(op, one)
      if (why === undefined) right++
      else if (OTHERWISE[op]) counted[op] = (counted[op] ?? 0) + 1
      else wrong.push(`${op} ${JSON.stringify(one.attrs)} ${JSON.stringify(one.inputs)}: ${why}`)
    }
  }
  expect(wrong).toEqual([])
  // an entry that has become better is to be lowered, or taken out
  expect(counted).toEqual(Object.fromEntries(Object.entries(OTHERWISE).map(([op, [count]]) => [op, count])))
  expect(cases.length).toBeGreaterThan(0.9 * opNames.length)
  expect(right).toBeGreaterThan(4000)
})
