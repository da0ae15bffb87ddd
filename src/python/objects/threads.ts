/** Threads that a program has started and that have not run yet. */

export interface PendingThread {
  readonly daemon: boolean
  run(): void
}

export const pendingThreads: PendingThread[] = []

/** Runs the thread that was started first; false where there is none. */
export function runPendingThread(): boolean {
  const [next] = pendingThreads
  next?.run()
  return next !== undefined
}

const endings: (() => void)[] = []

/** Has something done at the program's end, the last thing first. */
export function atExit(ending: () => void): void {
  endings.push(ending)
}

/** The end of a program: threads that are no daemons are waited for. */
export function finishThreads(): void {
  while (pendingThreads.length > 0) {
    const next = pendingThreads[0] as PendingThread
    if (next.daemon) pendingThreads.shift()
    else next.run()
  }
  for (let ending = endings.pop(); ending; ending = endings.pop()) ending()
}
