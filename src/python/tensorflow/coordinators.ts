/** A coordinator reports the exception that is being handled (Python's sys.exc_info), whatever it is given. */
import { pythonClassRepr } from '../../calling/python_repr.ts'
import { TypeError } from '../../errors/python.ts'
import { Coordinator, writeClassesBy } from '../../train/coordinator.ts'
import { classOf } from '../objects/class_of.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { machine, wasHandled } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { bound, PYTHON_WORDING, parseSignature } from '../objects/values/signature.ts'

/** What TensorFlow reports for `ex`; a TypeError, made by the message that it cannot format, where nothing was raised. */
function reported(coordinator: Coordinator, ex: unknown): unknown {
  if (!truth(ex)) return null
  if (Array.isArray(ex) || coordinator.stopRequested || coordinator.joined || coordinator.stopsCleanly(ex)) return ex
  const handled = machine.handled.at(-1)
  if (handled !== undefined) return handled
  // Python 2 remembers an exception until its function returns
  if (wasHandled(ex)) return ex
  throw new TypeError('not all arguments converted during string formatting')
}

const REQUEST_STOP = parseSignature('request_stop(self, ex=None)', PYTHON_WORDING)

export function adaptCoordinators(): void {
  writeClassesBy(error => (machine.current ? str(classOf(error)) : pythonClassRepr(error)))
  const method = Coordinator.prototype.request_stop
  adapt(method, (self, args, keywords) => {
    const ex = reported(self as Coordinator, bound(REQUEST_STOP, [self, ...args], keywords)[1])
    return fromForeign(rawForeign(method, self, [ex], null))
  })
}
