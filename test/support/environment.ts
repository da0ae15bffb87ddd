/** Variables of the environment, for as long as a test needs them. */

/** Sets these (undefined: takes away) until it is disposed of: `using _ = environment({ DEBUG: 'plan' })`. */
export function environment(variables: Readonly<Record<string, string | undefined>>): Disposable {
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  const set = (entries: readonly (readonly [string, string | undefined])[]): void => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
  set(Object.entries(variables))
  return { [Symbol.dispose]: () => set(before) }
}

/** Sessions run their graphs by this executor: `using _ = executing('reference')`. */
export const executing = (executor: string): Disposable => environment({ TF0_EXECUTOR: executor })
