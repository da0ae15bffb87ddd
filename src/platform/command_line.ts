/** The words that the running program was started with: its own name first. */

let source: () => readonly string[] | undefined = () => undefined

export const commandLine = (): readonly string[] => source() ?? [process.argv[1] ?? '', ...process.argv.slice(2)]

/** Lets something else than the process say them, where it has an answer. */
export function useCommandLine(given: typeof source): void {
  source = given
}
