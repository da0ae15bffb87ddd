/** The module unittest. */
import { TextModule } from '../compiler/text_modules.ts'
import type { TracedError } from '../objects/exceptions.ts'
import { machine } from '../objects/machine.ts'
import { errorLines } from '../objects/text/traceback.ts'
import { native } from '../objects/values/callable.ts'
import { UNITTEST_NAMES, UNITTEST_TEXT } from './unittest_text.ts'

/** Files of the front end's own texts are called so; a failed test is shown without their lines. */
const isOwnText = (file: string): boolean => /^<(unittest|contextlib|tensorflow\.)/.test(file)

const errorText = (error: Error): string => {
  const traced = error as TracedError
  const before = traced.pythonTraceback
  if (before) traced.pythonTraceback = before.slice(0, shownDepth(before)).filter(({ file }) => !isOwnText(file))
  try {
    return `${errorLines(error, machine.sources).join('\n')}\n`
  } finally {
    if (before) traced.pythonTraceback = before
  }
}
/** Places are noted innermost first: those from the runner outwards are not the test's. */
function shownDepth(places: readonly { readonly file: string }[]): number {
  for (let i = places.length - 1; i >= 0; i--) if (!isOwnText((places[i] as { file: string }).file)) return i + 1
  return places.length
}

export const unittestModule = (): TextModule =>
  new TextModule('unittest', UNITTEST_TEXT, UNITTEST_NAMES, { _error_lines: native('_error_lines(error)', errorText) })
