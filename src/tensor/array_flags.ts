/** numpy's `flags` of an array. */
import { Sharing } from './sharing.ts'

export class ArrayFlags {
  readonly #array: object
  /** Whether the elements lie side by side, row-major. */
  readonly c_contiguous: boolean
  /** Whether they do so with the first axis running fastest. */
  readonly f_contiguous: boolean
  /** Whether the array has memory of its own. */
  readonly owndata: boolean
  readonly aligned = true

  constructor(array: object, rowMajor: boolean, columnMajor: boolean, owner: boolean) {
    this.#array = array
    this.c_contiguous = rowMajor
    this.f_contiguous = columnMajor
    this.owndata = owner
  }
  get contiguous(): boolean {
    return this.c_contiguous
  }
  get writeable(): boolean {
    return Sharing.isWriteable(this.#array)
  }
  set writeable(writeable: boolean) {
    Sharing.setWriteable(this.#array, writeable)
  }
  toString(): string {
    const line = (name: string, value: boolean): string => `  ${name} : ${value ? 'True' : 'False'}\n`
    return (
      line('C_CONTIGUOUS', this.c_contiguous) +
      line('F_CONTIGUOUS', this.f_contiguous) +
      line('OWNDATA', this.owndata) +
      line('WRITEABLE', this.writeable) +
      line('ALIGNED', this.aligned) +
      line('WRITEBACKIFCOPY', false) +
      line('UPDATEIFCOPY', false)
    )
  }
}
