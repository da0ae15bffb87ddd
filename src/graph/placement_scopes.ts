/**
 * The scopes that place new operations: devices, and operations to be kept with. Each scope holds what it adds up to with those around
 * it, so that placing an operation does not take longer the deeper it lies.
 */
import { canonicalDevice, type DeviceLike, DeviceSpec, mergeDevices } from './device.ts'
import type { Operation } from './operation.ts'

/** A `tf.device` scope, linked to those around it. */
export interface DeviceScope {
  readonly outer: DeviceScope | undefined
  /** A name is what this scope and the names next around it say together. */
  readonly device: DeviceLike
  /** The next scope around that is no name. */
  readonly beyond: DeviceScope | undefined
}

/** A scope for `device` within `outer`; a ValueError for what is no device name. */
export function deviceScope(device: DeviceLike, outer: DeviceScope | undefined): DeviceScope {
  if (typeof device === 'function' || device === null) return { outer, device, beyond: outer }
  const name = canonicalDevice(device)
  if (typeof outer?.device !== 'string') return { outer, device: name, beyond: outer }
  return { outer, device: mergeDevices(name, outer.device), beyond: outer.beyond }
}

/** What a function says stands as it is. */
const nameOf = (device: string | DeviceSpec | null): string =>
  device instanceof DeviceSpec ? device.to_string() : (device ?? '')

/** Gives `op` the device of the scopes around it: fields that are set win over outer ones, and functions see what is set so far. */
export function applyDevices(op: Operation, innermost: DeviceScope | undefined): void {
  for (let scope = innermost; scope && scope.device !== null; scope = scope.beyond) {
    const { device } = scope
    op.device = typeof device === 'function' ? nameOf(device(op)) : mergeDevices(op.device, device as string)
  }
}

/** A `colocate_with` scope. */
export interface ColocationScope {
  readonly outer: ColocationScope | undefined
  /** The groups of all operations to be kept with, sorted. */
  readonly groups: readonly string[]
  /** The device of the innermost of them that has one. */
  readonly device: string
}

export function colocationScope(target: Operation, outer: ColocationScope | undefined): ColocationScope {
  const added = target.colocation_groups()
  const around = new Set(outer?.groups)
  // most scopes add nothing: they share the list
  const groups =
    outer && added.every(group => around.has(group)) ? outer.groups : [...new Set([...around, ...added])].sort()
  return { outer, groups, device: target.device || (outer?.device ?? '') }
}
