/** Device names (framework/device.py): `/job:worker/replica:0/task:1/device:CPU:0`. */

import { noAttribute } from '../calling/python_repr.ts'
import { guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'

export interface DeviceParts {
  readonly job?: string
  readonly replica?: number
  readonly task?: number
  readonly device_type?: string
  readonly device_index?: number
}

const FIELDS = ['job', 'replica', 'task', 'device_type', 'device_index'] as const

/** A (possibly partial) device specification. */
export class DeviceSpec {
  job!: string | null
  replica!: number | null
  task!: number | null
  device_type!: string | null
  device_index!: number | null

  constructor(parts: DeviceParts = {}) {
    this.#set(parts)
  }
  #set(parts: DeviceParts): void {
    this.job = parts.job ?? null
    this.replica = parts.replica ?? null
    this.task = parts.task ?? null
    this.device_type = parts.device_type ?? null
    this.device_index = parts.device_index ?? null
  }
  /** Reads a device string; a ValueError for what is none. */
  static from_string(spec: string): DeviceSpec {
    return new DeviceSpec(partsOf(spec))
  }
  /** Becomes what a device string says, and is returned. */
  parse_from_string(spec: string): this {
    this.#set(partsOf(spec))
    return this
  }
  /** Takes over the fields that `dev` sets. */
  merge_from(dev: DeviceSpec): void {
    if (typeof dev !== 'object' || dev === null) throw noAttribute(dev, 'job')
    for (const field of FIELDS) if (dev[field] !== null) Object.assign(this, { [field]: dev[field] })
  }
  /** The canonical string. */
  to_string(): string {
    let text = ''
    if (this.job !== null) text += `/job:${this.job}`
    if (this.replica !== null) text += `/replica:${this.replica}`
    if (this.task !== null) text += `/task:${this.task}`
    if (this.device_type !== null) text += `/device:${this.device_type}:${this.device_index ?? '*'}`
    return text
  }
  toString(): string {
    return this.to_string()
  }
  /** This specification over `base`: fields set here win. */
  over(base: DeviceSpec): DeviceSpec {
    if (typeof base !== 'object' || base === null) throw noAttribute(base, 'job')
    const pick = <K extends keyof DeviceParts>(key: K): Pick<DeviceParts, K> => {
      const value = this[key] ?? base[key]
      return (value === null ? {} : { [key]: value }) as unknown as Pick<DeviceParts, K>
    }
    return new DeviceSpec({
      ...pick('job'),
      ...pick('replica'),
      ...pick('task'),
      ...pick('device_type'),
      ...pick('device_index'),
    })
  }
}
// @ts-expect-error the guarded class takes its place
DeviceSpec = guardedClass(DeviceSpec)

/** The fields of a device string; a ValueError for what is none. */
function partsOf(spec: string): DeviceParts {
  if (typeof spec !== 'string') throw noAttribute(spec, 'split')
  const parts: { -readonly [K in keyof DeviceParts]: DeviceParts[K] } = {}
  for (const part of spec.split('/')) {
    const fields = part.split(':')
    const [key = '', value = '', third] = fields
    if (fields.length === 2 && key === 'job') parts.job = value
    else if (fields.length === 2 && key === 'replica') parts.replica = integer(value)
    else if (fields.length === 2 && key === 'task') parts.task = integer(value)
    else if ((fields.length === 1 || fields.length === 2) && /^(cpu|gpu)$/i.test(key)) {
      if (parts.device_type !== undefined) throw new ValueError(`Cannot specify multiple device types: ${spec}`)
      parts.device_type = key.toUpperCase()
      if (fields.length === 2 && value !== '*') parts.device_index = integer(value)
    } else if (fields.length === 3 && key === 'device') {
      if (parts.device_type !== undefined) throw new ValueError(`Cannot specify multiple device types: ${spec}`)
      parts.device_type = value
      if (third !== '*') parts.device_index = integer(third as string)
    } else if (part !== '') throw new ValueError(`Unknown attribute: '${key}' in '${spec}'`)
  }
  return parts
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new ValueError(`invalid literal for int() with base 10: '${text}'`)
  return Number(text)
}

/** What device functions see of an operation. */
export interface PlacedOperation {
  readonly name: string
  readonly type: string
  readonly device: string
}

/** What `tf.device` takes: a device, a function of the operation, or null. */
export type DeviceLike = string | DeviceSpec | null | ((op: PlacedOperation) => string | DeviceSpec | null)

/** `spec` in canonical form. */
export function canonicalDevice(spec: string | DeviceSpec): string {
  return (spec instanceof DeviceSpec ? spec : DeviceSpec.from_string(spec)).to_string()
}

/** The device of an operation that has `own` inside of `tf.device(outer)`: fields already set win. */
export function mergeDevices(own: string, outer: string): string {
  return DeviceSpec.from_string(own).over(DeviceSpec.from_string(outer)).to_string()
}
