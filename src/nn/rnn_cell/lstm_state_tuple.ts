/** The state of an LSTM cell (ops/rnn_cell.py). */
import { pythonStr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { makeTuple, NamedTuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'

const TEXT = 'LSTMStateTuple(c, h)'

/**
 * What LSTM cells take and give as their state where `state_is_tuple` is set: `c`, then `h`. It is an array of two as well.
 *
 *     const state = new tf.nn.rnn_cell.LSTMStateTuple(c, h)
 */
export class LSTMStateTuple extends NamedTuple {
  static override readonly pythonName = 'LSTMStateTuple'
  static readonly pythonModule = 'tensorflow.python.ops.rnn_cell'
  static override fields = ['c', 'h']

  constructor(...args: PythonArguments<typeof TEXT, { c: unknown; h: unknown }>) {
    super()
    const { c, h } = SIGNATURE.bind(args)
    this.push(c, h)
  }
  // biome-ignore lint/suspicious/noExplicitAny: a tensor in a state, a number in a size
  get c(): any {
    return this[0]
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  get h(): any {
    return this[1]
  }
  /** The type of both tensors. Errors: TypeError where they have two. */
  get dtype(): DType {
    const [c, h] = [this.c.dtype as DType, this.h.dtype as DType]
    if (c !== h) throw new TypeError(`Inconsistent internal state: ${pythonStr(c)} vs ${pythonStr(h)}`)
    return c
  }
}
// @ts-expect-error the guarded class takes its place
LSTMStateTuple = guardedClass(LSTMStateTuple)
const SIGNATURE = setSignature(LSTMStateTuple, TEXT)

/** The state with these parts. */
export const lstmState = (c: unknown, h: unknown): LSTMStateTuple =>
  makeTuple(LSTMStateTuple as unknown as new () => LSTMStateTuple, [c, h])
