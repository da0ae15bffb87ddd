/** printing.json, parsing.json and images.json: single expressions. */

import { NumpyScalar } from '../../../src/python/numpy/scalar.ts'
import { repr, str } from '../../../src/python/objects/text/repr.ts'
import { float, int } from '../../../src/python/objects/values/numbers.ts'
import { float32 } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareJson, type Differences } from './compare.ts'
import { decodeTensor, type EncodedTensor } from './encoding.ts'
import { type ErrorRecord, type GoldenCase, type Harness, tf } from './harness.ts'
import { spelling } from './messages.ts'

interface PrintedCase {
  readonly expr: string
  readonly str?: string
  readonly repr?: string
  readonly error?: ErrorRecord
}

type FormatRow = readonly [format: string, value: unknown, text: string, float32: string | null]

export interface PrintingFile {
  readonly tensorflow_objects: readonly PrintedCase[]
  readonly numpy_arrays: readonly PrintedCase[]
  readonly percent: readonly FormatRow[]
  readonly format: readonly FormatRow[]
  readonly python_floats_str_repr: readonly (readonly [value: unknown, str: string, repr: string])[]
  readonly numpy_float32_str_repr: readonly (readonly [value: unknown, str: string, repr: string])[]
}

function text(expected: string, actual: string, place: string): Differences {
  const [want, got] = [spelling(expected), spelling(actual)]
  return want === got ? [] : [`${place}: expected ${want}\n      got ${got}`]
}

const printed =
  (test: PrintedCase): GoldenCase['run'] =>
  harness => {
    const evaluate = (): unknown => harness.evaluate(test.expr, harness.names())
    if (test.error) return harness.expectError(test.error, evaluate)
    const value = evaluate()
    return [...text(test.str ?? '', str(value), 'str'), ...text(test.repr ?? '', repr(value), 'repr')]
  }

const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

/** JSON forgets that `1.0` is a float: the expected text tells. */
function pythonNumber(value: unknown, expected: string): unknown {
  if (typeof value === 'string') return SPECIAL[value] === undefined ? value : float(SPECIAL[value])
  if (typeof value !== 'number') return value
  return Number.isInteger(value) && !/[.einf%]/.test(expected) ? int(value) : float(value)
}

function formatted(format: string, value: unknown, harness: Harness, percent: boolean): string {
  const globals = harness.names({ f: format, v: value })
  return String(harness.evaluate(percent ? 'f % v' : 'f.format(v)', globals))
}

const scalar32 = (value: unknown): NumpyScalar =>
  NumpyScalar.of_value(typeof value === 'string' ? SPECIAL[value] : value, float32)

/** The cases of printing.json. */
export function printingCases(file: PrintingFile): GoldenCase[] {
  const rows = (name: 'percent' | 'format'): GoldenCase[] =>
    file[name].map(([format, value, expected, single]) => ({
      id: `${name} ${format} ${String(value)}`,
      source: `${format} of ${String(value)}`,
      run: harness => [
        ...text(
          expected,
          formatted(
            format,
            pythonNumber(value, /d|,/.test(format) ? '' : format === '{}' || /[sr]$/.test(format) ? expected : '.'),
            harness,
            name === 'percent',
          ),
          'text',
        ),
        ...(single === null
          ? []
          : text(single, formatted(format, scalar32(value), harness, name === 'percent'), 'float32')),
      ],
    }))
  return [
    ...file.tensorflow_objects.map(test => ({ id: `tf ${test.expr}`, source: test.expr, run: printed(test) })),
    ...file.numpy_arrays.map(test => ({ id: `np ${test.expr}`, source: test.expr, run: printed(test) })),
    ...rows('percent'),
    ...rows('format'),
    ...file.python_floats_str_repr.map(([value, , expected]) => ({
      id: `float ${String(value)}`,
      source: String(value),
      // Python 3's str is Python 2's repr
      run: () => [
        ...text(expected, str(float(Number(value))), 'str'),
        ...text(expected, repr(float(Number(value))), 'repr'),
      ],
    })),
    ...file.numpy_float32_str_repr.map(([value, shown, expected]) => ({
      id: `float32 ${String(value)}`,
      source: String(value),
      run: () => [...text(shown, str(scalar32(value)), 'str'), ...text(expected, repr(scalar32(value)), 'repr')],
    })),
  ]
}

interface ParsingCase {
  readonly expr: string
  readonly static?: unknown
  readonly output?: unknown
  readonly error?: ErrorRecord
}

export interface ParsingFile {
  readonly cases: readonly ParsingCase[]
  readonly protos: Readonly<Record<string, string>>
}

const STATIC = `
def static(t):
    if isinstance(t, dict):
        return dict((k, static(t[k])) for k in sorted(t))
    if isinstance(t, (list, tuple)):
        return [static(x) for x in t]
    if hasattr(tf, 'SparseTensor') and isinstance(t, tf.SparseTensor):
        return 'SparseTensor(%s, shape %s)' % (t.dtype.name, t.get_shape())
    return '%s%s' % (t.dtype.name, t.get_shape())
def run(t):
    with tf.Session() as s:
        if hasattr(tf, 'initialize_all_tables'):
            s.run(tf.initialize_all_tables())
        return s.run(list(t) if isinstance(t, tuple) and not hasattr(t, '_fields') else t)
`

/** Sparse values and dicts of the result as the file writes them. */
function compareOutput(expected: unknown, actual: unknown, place: string): Differences {
  if (typeof expected === 'object' && expected !== null && 'SparseTensor' in expected)
    return compareJson(expected.SparseTensor, actual, place)
  if (Array.isArray(expected) && Array.isArray(actual))
    return expected.flatMap((one, i) => compareOutput(one, actual[i], `${place}[${i}]`))
  if (typeof expected === 'object' && expected !== null && actual instanceof Map && !('dtype' in expected))
    return Object.entries(expected).flatMap(([key, one]) => compareOutput(one, actual.get(key), `${place}.${key}`))
  if (
    typeof expected === 'object' &&
    expected !== null &&
    'dtype' in expected &&
    !(actual instanceof NDArray) &&
    (Buffer.isBuffer(actual) || typeof actual === 'string')
  )
    return compareJson(expected, NDArray.of(Buffer.from(actual), 'string').reshape([]), place)
  return compareJson(expected, actual, place)
}

/** The cases of parsing.json. */
export function parsingCases(file: ParsingFile): GoldenCase[] {
  return file.cases.map(test => ({
    id: test.expr,
    source: test.expr,
    run: harness => {
      const protos = Object.entries(file.protos).map(([name, base64]) => [name, Buffer.from(base64, 'base64')] as const)
      const globals = harness.names(Object.fromEntries(protos))
      harness.run(`class P(object):\n    ${protos.map(([name]) => `${name} = ${name}`).join('\n    ')}\n`, globals)
      harness.run(STATIC, globals)
      // Python 2 strings: `"\\xff"` is a byte
      const evaluate = (): unknown => {
        globals.set(
          't',
          harness.python.evaluate(test.expr, { globals, version: 2, trueDivision: true, file: '<snippet>' }),
        )
        return globals.get('t')
      }
      if (test.error)
        return harness.expectError(test.error, () => [evaluate(), harness.evaluate('(static(t), run(t))', globals)])
      evaluate()
      return [
        ...compareJson(test.static, harness.evaluate('static(t)', globals), 'static'),
        ...compareOutput(test.output, harness.evaluate('run(t)', globals), 'output'),
      ]
    },
  }))
}

export interface ImagesFile {
  readonly inputs: Readonly<Record<'x_float32' | 'x_uint8' | 'img' | 'u8', EncodedTensor>>
  readonly resize: readonly { readonly expr: string; readonly x: string; readonly output: unknown }[]
  readonly ops: readonly { readonly expr: string; readonly output: unknown }[]
  readonly decode: readonly { readonly file: string; readonly decodes: readonly Record<string, unknown>[] }[]
  readonly encode_png: readonly {
    readonly compression: number
    readonly input: EncodedTensor
    readonly bytes_base64: string
  }[]
}

const withError = (output: unknown): ErrorRecord | undefined => (output as { error?: ErrorRecord } | null)?.error

function evaluated(harness: Harness, expr: string, globals: Map<string, unknown>, output: unknown): Differences {
  harness.run(STATIC, globals)
  const run = (): unknown => {
    globals.set('t', harness.evaluate(expr, globals))
    return harness.evaluate('run(t)', globals)
  }
  const error = withError(output)
  return error ? harness.expectError(error, run) : compareOutput(output, run(), 'output')
}

/** The cases of images.json; `read` gives the fixtures' bytes. */
export function imagesCases(file: ImagesFile, read: (path: string) => Buffer): GoldenCase[] {
  const constant = (tensor: EncodedTensor): unknown => tf.constant(decodeTensor(tensor))
  const decode = ({ op, ...options }: Record<string, unknown>): string => {
    const args = Object.entries(options)
      .filter(([key]) => key !== 'output')
      .map(
        ([key, value]) =>
          `${key}=${key === 'dtype' ? `tf.${String(value)}` : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)}`,
      )
    return `tf.image.${String(op)}(d, ${args.join(', ')})`
  }
  return [
    ...file.decode.flatMap(({ file: path, decodes }) =>
      decodes.map(options => ({
        id: `${path} ${decode(options)}`,
        source: decode(options),
        run: (harness: Harness) =>
          evaluated(harness, decode(options), harness.names({ d: read(path) }), options['output']),
      })),
    ),
    ...file.encode_png.map(({ compression, input, bytes_base64 }, i) => ({
      id: `encode_png ${i}`,
      source: 'tf.image.encode_png',
      run: (harness: Harness) => {
        const globals = harness.names({ x: constant(input), b: Buffer.from(bytes_base64, 'base64') })
        harness.run(STATIC, globals)
        const depth = input.dtype === 'uint16' ? 'tf.uint16' : 'tf.uint8'
        // the compressor's choices are its own: what counts is the image
        return compareOutput(
          { ...input },
          harness.evaluate(
            `run(tf.image.decode_png(tf.image.encode_png(x, compression=${compression}), dtype=${depth}))`,
            globals,
          ),
          'image',
        )
      },
    })),
    ...file.resize.map(({ expr, x, output }) => ({
      id: `${expr} ${x}`,
      source: expr,
      run: (harness: Harness) =>
        evaluated(harness, expr, harness.names({ x: decodeTensor(file.inputs[`x_${x}` as 'x_uint8']) }), output),
    })),
    ...file.ops.map(({ expr, output }) => ({
      id: expr,
      source: expr,
      run: (harness: Harness) =>
        evaluated(
          harness,
          expr,
          harness.names({
            img: constant(file.inputs.img),
            u8: constant(file.inputs.u8),
            gif: expr.includes('gif') ? read('images/two_frames.gif') : null,
          }),
          output,
        ),
    })),
  ]
}
