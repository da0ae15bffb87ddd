/** warnings. */

import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { native } from '../objects/values/callable.ts'
import { done } from '../objects/values/none.ts'

export const WARNINGS: Readonly<Record<string, unknown>> = {
  warn: native('warn(message, category=None, stacklevel=1)', (message: unknown) =>
    done(machine.writeError(`Warning: ${str(message)}\n`)),
  ),
  filterwarnings: native('filterwarnings(action, **options)', () => null),
  simplefilter: native('simplefilter(action, **options)', () => null),
}
