/** warnings. */

import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import { done } from '../objects/values/none.ts'

/** `with catch_warnings(record=True) as w`: nothing is recorded. */
class CaughtWarnings {
  readonly #records: boolean
  constructor(records: boolean) {
    this.#records = records
  }
  enter(): unknown {
    return this.#records ? [] : null
  }
  [Symbol.dispose](): void {
    // filters are none
  }
}

export const WARNINGS: Readonly<Record<string, unknown>> = {
  warn: native('warn(message, category=None, stacklevel=1)', (message: unknown) =>
    done(machine.writeError(`Warning: ${str(message)}\n`)),
  ),
  catch_warnings: native(
    'catch_warnings(record=False, module=None)',
    (record: unknown) => new CaughtWarnings(truth(record)),
  ),
  resetwarnings: native('resetwarnings()', () => null),
  showwarning: native('showwarning(message, category, filename, lineno, file=None, line=None)', () => null),
  filterwarnings: native('filterwarnings(action, **options)', () => null),
  simplefilter: native('simplefilter(action, **options)', () => null),
}
