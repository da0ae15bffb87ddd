/** Ops that TensorFlow registers for more types than it has kernels for. */
import { invalidArgument, type Status } from '../../errors/status.ts'
import type { DType } from '../../tensor/dtypes.ts'

/** The types of one kernel, by attribute. */
export type KernelTypes = Readonly<Record<string, DType>>

/** `refuses` of an op that has these kernels only, in the order in which TensorFlow lists them: its error where a run would make another. */
export function kernelsOnly(
  op: string,
  kernels: readonly KernelTypes[],
): (node: { attr(name: string): unknown }) => Status | undefined {
  return node => {
    if (kernels.some(types => Object.entries(types).every(([name, type]) => node.attr(name) === type))) return undefined
    const lines = kernels.map(types => {
      const constraints = Object.entries(types).map(([name, type]) => `${name} in [${type.enum_name}]`)
      return `  device='CPU'; ${constraints.join('; ')}\n`
    })
    return invalidArgument(
      `No OpKernel was registered to support Op '${op}' with these attrs.  Registered devices: [CPU], Registered kernels:\n${lines.join('')}`,
    )
  }
}
