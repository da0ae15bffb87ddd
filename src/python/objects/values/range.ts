/** `range` of Python 3 and `xrange` of Python 2. */
import type { PyInt } from '../../../tensor/literals.ts'
import { int } from './numbers.ts'

/** Evenly spaced whole numbers, never written out. */
export class PyRange {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly length: number
  constructor(start: number, stop: number, step: number) {
    this.start = start
    this.stop = stop
    this.step = step
    this.length = Math.max(0, Math.ceil((stop - start) / step))
  }
  item(index: number): PyInt {
    return int(this.start + index * this.step)
  }
  includes(value: number): boolean {
    const index = (value - this.start) / this.step
    return Number.isInteger(index) && index >= 0 && index < this.length
  }
  *[Symbol.iterator](): Iterator<PyInt> {
    for (let i = 0; i < this.length; i++) yield this.item(i)
  }
}
