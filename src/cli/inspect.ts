/** `tf0 inspect`: what is in a file, as text or as JSON. */
import { PythonError } from '../errors/index.ts'
import { Status } from '../errors/status.ts'
import { describeFile } from './inspecting/describe_file.ts'
import { type Description, Unknown } from './inspecting/description.ts'
import { asJson, asText } from './inspecting/print.ts'
import { commandLine, flag } from './options.ts'

const SHOWN = 20

/** Prints the description of a file; the exit code is 1 where it is none that tf0 knows, or damaged. */
export function inspect(args: readonly string[]): number {
  const { options, file } = commandLine('inspect', { json: flag, all: flag }, args)
  let description: Description
  try {
    description = describeFile(file)
  } catch (error) {
    if (!(error instanceof Unknown || error instanceof PythonError || error instanceof Status)) throw error
    process.stderr.write(`tf0: ${file}: ${error.message}\n`)
    return 1
  }
  process.stdout.write(
    options.json ? asJson(description) : asText(description, options.all ? Number.POSITIVE_INFINITY : SHOWN),
  )
  return 0
}
