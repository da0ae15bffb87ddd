/** Writers that hold something back write it when the process ends: at its end, at `process.exit`, after an uncaught error, on Ctrl-C. */

interface Closable {
  close(): void
}
const open = new Set<Closable>()
let watchesExit = false

/** `writer` is closed when the process ends, unless it is no longer open then. */
export function closeAtExit(writer: Closable): void {
  open.add(writer)
  if (watchesExit) return
  watchesExit = true
  process.on('exit', () => {
    for (const each of open) {
      try {
        each.close()
      } catch {
        // the process ends as it was going to
      }
    }
  })
}
export function isClosed(writer: Closable): void {
  open.delete(writer)
}
