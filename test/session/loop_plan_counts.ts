/** How many plans with loops a run makes. */
import { vi } from 'vitest'

/** What `run` gives, and how many plans with loops it has made. */
export function loopPlansOf<T>(run: () => T): { readonly result: T; readonly plans: number } {
  let plans = 0
  vi.stubEnv('DEBUG', 'plan')
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    if (/^plan:/.test(String(text)) && /^ {2}loop /m.test(String(text))) plans++
    return true
  })
  const result = run()
  write.mockRestore()
  vi.unstubAllEnvs()
  return { result, plans }
}
