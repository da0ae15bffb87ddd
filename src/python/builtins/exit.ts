/** `exit` and `quit`, which are `sys.exit`. */
import { systemExit } from '../objects/exceptions.ts'
import { native } from '../objects/values/callable.ts'

export const exit = native('exit(status=None)', (status: unknown) => {
  throw systemExit(status)
})
