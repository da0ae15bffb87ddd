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

/** The end of a program: threads that are no daemons are waited for. */
export function finishThreads(): void {
  while (pendingThreads.length > 0) {
    const next = pendingThreads[0] as PendingThread
    if (next.daemon) pendingThreads.shift()
    else next.run()
  }
}
