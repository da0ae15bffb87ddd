/** What the status word's code says of a step that failed. */
import { internal, invalidArgument, type Status } from '../../../errors/status.ts'
import { shapeText, strides } from '../../../tensor/shape.ts'
import type { Step } from '../step.ts'

export const FAILURES = { divisionByZero: 1, negativePower: 2, indexOutOfRange: 3, notPositive: 4 } as const

/** The error of a failed step of these kernels, in the words of the reference kernels. `detail0`: flat position, `detail1`: value of an index. */
export function failureOf(step: Step, code: number, detail0: number, detail1: number): Status {
  switch (code) {
    case FAILURES.divisionByZero:
      return invalidArgument('Integer division by zero')
    case FAILURES.negativePower:
      return invalidArgument('Integers to negative integer powers are not allowed')
    case FAILURES.indexOutOfRange: {
      const shape = step.inputs[1]?.shape ?? []
      const position = strides(shape).map((stride, axis) => Math.floor(detail0 / stride) % (shape[axis] as number))
      const where = shape.length === 0 ? '' : shapeText(position)
      return invalidArgument(`indices${where} = ${detail1} is not in [0, ${step.inputs[0]?.shape[0] ?? 0})`)
    }
    default:
      return internal(`kernel ${step.kernel} failed with code ${code}`)
  }
}
