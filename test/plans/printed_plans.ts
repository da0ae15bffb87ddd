/** Programs and plans as a session prints them under `DEBUG=plan`. */
import { vi } from 'vitest'

/** The text of the programs and plans that are made while `body` runs. */
export function printedPlans(body: () => void): string {
  let text = ''
  const written = vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    text += String(chunk)
    return true
  })
  vi.stubEnv('DEBUG', 'plan')
  try {
    body()
  } finally {
    vi.unstubAllEnvs()
    written.mockRestore()
  }
  return text
}
