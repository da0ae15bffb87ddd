/** Integers that TensorFlow reads as 32 bits. */
import { invalidArgument } from './status.ts'

const INT32 = 2 ** 31

/** Throws where attribute `name`, an integer or a list of them, holds one of more than 32 bits. */
export function checkInt32(name: string, value: unknown): void {
  const outside = (Array.isArray(value) ? value : [value]).find(item => Number(item) < -INT32 || Number(item) >= INT32)
  if (outside !== undefined) throw invalidArgument(`Attr ${name} has value ${outside} out of range for an int32`)
}
