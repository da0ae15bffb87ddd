/** A coordinator reports the exception that is being handled (Python's sys.exc_info), whatever it is given. */
import { TypeError } from '../../errors/python.ts'
import { Coordinator } from '../../train/coordinator.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { machine, wasHandled } from '../objects/machine.ts'
import { truth } from '../objects/truth.ts'

/** What TensorFlow reports for `ex`; a TypeError, made by the message that it cannot format, where nothing was raised. */
function reported(coordinator: Coordinator, ex: unknown): unknown {
  if (ex === undefined || !truth(ex)) return null
  if (Array.isArray(ex) || coordinator.should_stop() || coordinator.joined || coordinator.stopsCleanly(ex)) return ex
  const handled = machine.handled.at(-1)
  if (handled !== undefined) return handled
  // Python 2 remembers an exception until its function returns
  if (wasHandled(ex)) return ex
  throw new TypeError('not all arguments converted during string formatting')
}

export function adaptCoordinators(): void {
  const method = Coordinator.prototype.request_stop
  adapt(method, (self, args, keywords) => {
    const ex = reported(self as Coordinator, args.length > 0 ? args[0] : keywords?.get('ex'))
    return fromForeign(rawForeign(method, self, [ex], null))
  })
}
