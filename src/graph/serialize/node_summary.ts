/** A node in one line, as the runtime's messages show it (core/framework/node_def_util.cc, SummarizeNodeDef). */
import { Status } from '../../errors/status.ts'
import { makeTensorProto } from '../../formats/tensor_proto.ts'
import { summarizeValue } from '../../kernels/reference/text/summarize.ts'
import { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { float32Text } from '../../tensor/number_text.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import type { AttrDef } from '../op_def.ts'
import type { Operation } from '../operation.ts'
import type { Tensor } from '../tensor.ts'
import { type AttrValue, type FunctionValue, TensorValue } from './attrs.ts'

/** Where a session of one process runs a node: on the CPU device that it asks for, else on the first. */
export function localDevice(op: Operation): string {
  const index = /[:/]cpu:(\d+)/i.exec(op.device)?.[1] ?? '0'
  return `/job:localhost/replica:0/task:0/cpu:${index}`
}

/** Whether a tensor is fed in the run at hand. */
export interface FedTensors {
  has(tensor: Tensor): boolean
}
const NOTHING_FED: FedTensors = new Set<Tensor>()

/** `v/read = Identity[T=DT_FLOAT, _device="…"](v)`. A fed tensor `x:0` comes from the node `_recv_x_0` that feeding puts in its place. */
export function nodeSummary(op: Operation, fed: FedTensors = NOTHING_FED): string {
  const attrs: [string, string][] = [...op.attrs].map(([key, value]) => [
    key,
    attrSummary(value, op.op_def.attrs.get(key)),
  ])
  attrs.sort(([a], [b]) => (a < b ? -1 : 1))
  // the device is not an attribute and comes last
  attrs.push(['_device', `"${localDevice(op)}"`])
  return `${op.name} = ${op.type}[${attrs.map(([key, value]) => `${key}=${value}`).join(', ')}](${inputSummary(op, fed)})`
}

/** `v/read = Identity(v)`: what a timeline shows. */
export function timelineLabel(op: Operation, fed: FedTensors): string {
  return `${op.name} = ${op.type}(${inputSummary(op, fed)})`
}

function inputSummary(op: Operation, fed: FedTensors): string {
  return [
    ...op.inputs.map(input =>
      fed.has(input) ? receivedName(input.name) : input.value_index === 0 ? input.op.name : input.name,
    ),
    // control edges move to the fed node for placeholders alone
    ...op.control_inputs.map(
      control =>
        `^${control.op_def.spec.lower?.kind === 'source' && fed.has(control.outputs[0] as Tensor) ? receivedName(`${control.name}:0`) : control.name}`,
    ),
  ].join(', ')
}

/** The node that hands a fed tensor over. */
export const receivedName = (tensor: string): string => `_recv_${tensor.replace(':', '_')}`

/** The node that hands a fetched tensor over to the client. */
export const sentName = (tensor: string): string => `_send_${tensor.replace(':', '_')}`

export function sendSummary({ name: tensor, op, dtype }: Tensor): string {
  const [name = '', index = '0'] = tensor.split(':')
  const device = localDevice(op)
  const attrs = [
    `T=${dtype.base_dtype.enum_name}`,
    'client_terminated=true',
    `recv_device="${device}"`,
    `send_device="${device}"`,
    'send_device_incarnation=1',
    `tensor_name="${tensor}"`,
    `_device="${device}"`,
  ]
  return `${sentName(tensor)} = _Send[${attrs.join(', ')}](${index === '0' ? name : tensor})`
}

export function attrSummary(value: AttrValue, def: AttrDef | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly AttrValue[]).map(item => attrSummary(item, def)).join(', ')}]`
  if (typeof value === 'string') return `"${escape(value)}"`
  if (value instanceof Uint8Array) return `"${escape(Buffer.from(value).toString('latin1'))}"`
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return def?.kind === 'float' ? float32Text(value) : String(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof DType) return value.enum_name
  if (value instanceof TensorShape) return shapeSummary(value)
  if (value instanceof TensorValue) return tensorSummary(value)
  const func = value as FunctionValue
  return `${func.name}[${[...func.attrs].map(([k, v]) => `${k}=${attrSummary(v, undefined)}`).join(', ')}]`
}

function shapeSummary(shape: TensorShape): string {
  const dims = shape.toShape()
  return dims === null ? '<unknown>' : `[${dims.map(dim => dim ?? '?').join(',')}]`
}

/** The elements, unless they are more than any memory holds. */
function arrayOf(value: TensorValue): NDArray | undefined {
  try {
    return value.array
  } catch (error) {
    if (error instanceof Status) return undefined
    throw error
  }
}

/** Type, shape and the first three values. */
function tensorSummary(value: TensorValue): string {
  const array = arrayOf(value)
  if (array === undefined)
    return `<Invalid TensorProto: ${makeTensorProto(value.values, value.shape).ToText().replace(/\s+/g, ' ').trim()}>`
  return `Tensor<type: ${value.dtype.cpp_name} shape: [${value.shape.join(',')}] values: ${summarizeValue(array, 3)}>`
}

function escape(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/'/g, "\\'")
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/\r/g, '\\r')
}
