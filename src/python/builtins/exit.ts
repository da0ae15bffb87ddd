/** `exit` and `quit`, which are `sys.exit`. */
import { systemExit } from '../runtime/exceptions.ts'
import { native } from '../values/callable.ts'

export const exit = native('exit(status=None)', (status: unknown) => {
  throw systemExit(status)
})
