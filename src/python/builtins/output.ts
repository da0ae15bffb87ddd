/** Where `print` writes: standard output, or what the program has put in its place. */
import { callMethod } from '../objects/attributes.ts'
import { machine } from '../objects/machine.ts'

export function printText(text: string): void {
  if (machine.output === null) machine.write(text)
  else callMethod(machine.output, 'write', [text], null)
}
