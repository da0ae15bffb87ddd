/** The plain loop of a supervised training (training/basic_loops.py). */
import { asKeywords } from '../calling/keywords.ts'
import { noAttribute } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { AbortedError } from '../errors/op_errors.ts'
import type { Session } from '../session/session.ts'
import { iterable } from './coordinator.ts'
import type { Supervisor } from './supervisor.ts'

interface LoopArgs {
  supervisor: Supervisor
  train_step_fn: (session: Session, ...args: never[]) => unknown
  args: readonly unknown[] | null
  kwargs: object | null
  master: string
}
/**
 * Calls `train_step_fn(session, ...args)` until the supervisor stops; `kwargs` are its last argument, an object. A session that is aborted, as
 * when a server restarts, is prepared anew.
 *
 *     tf.train.basic_train_loop(sv, sess => sess.run(train_step))
 */
export const basic_train_loop = pyfunction(
  "basic_train_loop(supervisor, train_step_fn, args=None, kwargs=None, master='')",
  ({ supervisor, train_step_fn, args, kwargs, master }: LoopArgs): void => {
    const given: unknown[] = [...(iterable(args) ?? [])]
    if (kwargs !== null)
      given.push(asKeywords(kwargs instanceof Map ? Object.fromEntries(kwargs) : { ...kwargs }) as unknown)
    if (typeof supervisor?.managed_session !== 'function') throw noAttribute(supervisor, 'managed_session')
    for (;;) {
      try {
        supervisor.managed_session({ master }, session => {
          while (!supervisor.should_stop()) train_step_fn(session, ...(given as never[]))
        })
        return
      } catch (error) {
        if (!(error instanceof AbortedError)) throw error
      }
    }
  },
)
