/** warnings. */

import { machine } from '../runtime/machine.ts'
import { str } from '../text/repr.ts'
import { native } from '../values/callable.ts'
import { done } from '../values/none.ts'

export const WARNINGS: Readonly<Record<string, unknown>> = {
  warn: native('warn(message, category=None, stacklevel=1)', (message: unknown) =>
    done(machine.writeError(`Warning: ${str(message)}\n`)),
  ),
  filterwarnings: native('filterwarnings(action, **options)', () => null),
  simplefilter: native('simplefilter(action, **options)', () => null),
}
