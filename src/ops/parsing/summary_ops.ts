/** Summaries: serialized Summary messages of scalars, histograms, images, sounds and tensors (kernels/summary_*_op.cc). */
import { invalidArgument } from '../../errors/status.ts'
import { writePng } from '../../formats/png/png_writer.ts'
import { HistogramProto, Summary, Summary_Audio, Summary_Image, Summary_Value } from '../../formats/protos/index.ts'
import { makeTensorProto } from '../../formats/tensor_proto.ts'
import { writeWav } from '../../formats/wav_writer.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { realsOf } from '../../kernels/reference/scalars/reals.ts'
import { summaryImages } from '../../kernels/reference/text/summary_image.ts'
import { histogramOf } from '../../kernels/reference/text/value_histogram.ts'
import { elementReader } from '../../tensor/array_parts.ts'
import { string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../tensor/shape.ts'

const spec: OpSpec = { outputs: ['summary: string'], infer: () => [[]], gradient: 'none', lower: { kind: 'host' } }

const scalarOf = (summary: Summary): NDArray => new NDArray(string, [], [summary.SerializeToString()])

const textOf = (array: NDArray, index = 0): string => Buffer.from(array.data[index] as Uint8Array).toString('utf8')

/** The elements as numbers. */
function* numbersOf(array: NDArray): Generator<number> {
  const read = elementReader(array.dtype, array.data)
  for (let i = 0; i < array.size; i++) yield Number(read(i))
}

export const ScalarSummary = defineOp('ScalarSummary', {
  ...spec,
  inputs: ['tags: string', 'values: T'],
  attrs: ['T: realnumbertype'],
  kernel: k => {
    const [tags, values] = [k.input(0), k.input(1)]
    if (tags.shape.join() !== values.shape.join()) {
      const tag = tags.size === 1 ? ` (tag '${textOf(tags)}')` : ''
      throw invalidArgument(
        `tags and values not the same shape: ${shapeText(tags.shape)} != ${shapeText(values.shape)}${tag}`,
      )
    }
    const value = [...numbersOf(values)].map(
      (number, i) => new Summary_Value({ tag: textOf(tags, i), simple_value: Math.fround(number) }),
    )
    return scalarOf(new Summary({ value }))
  },
})

export const HistogramSummary = defineOp('HistogramSummary', {
  ...spec,
  inputs: ['tag: string', 'values: T'],
  attrs: ['T: realnumbertype = DT_FLOAT'],
  kernel: k => {
    const [tag, values] = [k.input(0), k.input(1)]
    if (tag.shape.length !== 0) throw invalidArgument('tags must be scalar')
    const numbers = realsOf(values)
    for (let i = 0; i < numbers.length; i++) {
      if (Number.isFinite(numbers[i])) continue
      throw invalidArgument(`${Number.isNaN(numbers[i]) ? 'Nan' : 'Infinity'} in summary histogram for: ${k.node.name}`)
    }
    const histo = new HistogramProto(histogramOf(numbers))
    return scalarOf(new Summary({ value: [new Summary_Value({ tag: textOf(tag), histo })] }))
  },
})

export const MergeSummary = defineOp('MergeSummary', {
  ...spec,
  inputs: ['inputs: N * string'],
  attrs: ['N: int >= 1'],
  kernel: k => {
    const merged = new Summary()
    const tags = new Set<string>()
    for (const input of k.inputs) {
      for (const bytes of input.data as Uint8Array[]) {
        for (const value of parsed(bytes).value) {
          // tensors have no tag
          if (value.tag !== '' && tags.has(value.tag))
            throw invalidArgument(`Duplicate tag ${value.tag} found in summary inputs`)
          tags.add(value.tag)
          merged.value.push(value)
        }
      }
    }
    return scalarOf(merged)
  },
})

function parsed(bytes: Uint8Array): Summary {
  try {
    return Summary.FromString(bytes)
  } catch {
    throw invalidArgument('Could not parse one of the summary inputs')
  }
}

export const TensorSummary = defineOp('TensorSummary', {
  ...spec,
  inputs: ['tensor: T'],
  attrs: ['T: type', "description: string = ''", 'labels: list(string) = []', "display_name: string = ''"],
  kernel: k => {
    const tensor = contentProto(k.input(0))
    return scalarOf(new Summary({ value: [new Summary_Value({ node_name: k.node.name, tensor })] }))
  },
})

/** The message of a tensor, numbers as raw bytes. */
function contentProto(array: NDArray): ReturnType<typeof makeTensorProto> {
  const proto = makeTensorProto(array)
  if (!array.dtype.is_plain || proto.tensor_content.length > 0) return proto
  const { dtype, tensor_shape } = proto
  proto.Clear()
  return Object.assign(proto, { dtype, tensor_shape, tensor_content: array.to_bytes() })
}

/** The tags of the parts of a batch. */
const partTag = (tag: string, kind: string, index: number, most: number): string =>
  most > 1 ? `${tag}/${kind}/${index}` : `${tag}/${kind}`

export const ImageSummary = defineOp('ImageSummary', {
  ...spec,
  inputs: ['tag: string', 'tensor: T'],
  attrs: [
    'max_images: int >= 1 = 3',
    'T: {uint8, float, half} = DT_FLOAT',
    'bad_color: tensor = uint8[255, 0, 0, 255]',
  ],
  kernel: k => {
    const most = Number(k.attr('max_images'))
    if (most >= 2 ** 31) throw invalidArgument('max_images must be < 2^31')
    const [tag, tensor] = [k.input(0), k.input(1)]
    if (tag.shape.length !== 0) throw invalidArgument('Tags must be a scalar')
    const [, height = 0, width = 0, depth = 0] = tensor.shape
    if (tensor.shape.length !== 4 || ![1, 3, 4].includes(depth))
      throw invalidArgument(`Tensor must be 4-D with last dim 1, 3, or 4, not ${shapeText(tensor.shape)}`)
    const badColor = k.attr('bad_color').array
    if (badColor.dtype.base !== 'uint8') throw invalidArgument(`bad_color must be uint8, got ${badColor.dtype.name}`)
    if (badColor.shape.length !== 1)
      throw invalidArgument(`bad_color must be a vector, got shape ${shapeText(badColor.shape)}`)
    if (badColor.size < depth)
      throw invalidArgument(`expected depth <= bad_color.size, got depth = ${depth}, bad_color.size = ${badColor.size}`)
    const value = summaryImages(tensor, most, badColor.data as Uint8Array).map((data, i) => {
      const encoded_image_string = writePng({ width, height, channels: depth, depth: 8, data })
      const image = new Summary_Image({ height, width, colorspace: depth, encoded_image_string })
      return new Summary_Value({ tag: partTag(textOf(tag), 'image', i, most), image })
    })
    return scalarOf(new Summary({ value }))
  },
})

function audioSummary(k: KernelContext, rate: number): NDArray {
  const [tag, tensor] = [k.input(0), k.input(1)]
  const [batch = 0, length_frames = 0, num_channels = 1] = tensor.shape
  if (tag.shape.length !== 0) throw invalidArgument('Tag must be a scalar')
  if (tensor.shape.length !== 2 && tensor.shape.length !== 3)
    throw invalidArgument(`Tensor must be 3-D or 2-D, got: ${shapeText(tensor.shape)}`)
  if (!(rate > 0)) throw invalidArgument('sample_rate must be > 0')
  const most = Number(k.attr('max_outputs'))
  const size = numElements(tensor.shape.slice(1))
  const value: Summary_Value[] = []
  for (let i = 0; i < Math.min(batch, most); i++) {
    if (size === 0) throw invalidArgument('audio is null')
    const samples = (tensor.data as Float32Array).subarray(i * size, (i + 1) * size)
    const encoded_audio_string = writeWav(samples, roundedToEven(rate), num_channels)
    const audio = new Summary_Audio({
      sample_rate: rate,
      num_channels,
      length_frames,
      encoded_audio_string,
      content_type: 'audio/wav',
    })
    value.push(new Summary_Value({ tag: partTag(textOf(tag), 'audio', i, most), audio }))
  }
  return scalarOf(new Summary({ value }))
}

/** C's lrintf. */
function roundedToEven(value: number): number {
  const down = Math.floor(value)
  return value - down === 0.5 ? down + (down % 2) : Math.round(value)
}

export const AudioSummary = defineOp('AudioSummary', {
  ...spec,
  inputs: ['tag: string', 'tensor: float'],
  attrs: ['sample_rate: float', 'max_outputs: int32 >= 1 = 3'],
  deprecated: { version: 15, explanation: 'Use AudioSummaryV2.' },
  kernel: k => audioSummary(k, Number(k.attr('sample_rate'))),
})

export const AudioSummaryV2 = defineOp('AudioSummaryV2', {
  ...spec,
  inputs: ['tag: string', 'tensor: float', 'sample_rate: float'],
  attrs: ['max_outputs: int32 >= 1 = 3'],
  kernel: k => {
    const rate = k.input(2)
    if (rate.shape.length !== 0)
      throw invalidArgument(`sample_rate must be a scalar, got shape ${shapeText(rate.shape)}`)
    return audioSummary(k, Number(rate.dtype.is_integer ? integerOf(rate) : rate.item()))
  },
})
