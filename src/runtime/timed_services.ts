/**
 * What a program does again and again beside its runs, in place of Python's threads: saving, summaries, counters of steps. There is one
 * JavaScript thread, so they have their turn between runs, where a run waits, and wherever else the program lets time pass.
 */
import { progressCount } from '../kernels/progress.ts'
import { sleep } from './interrupts.ts'

export interface TimedService {
  /** When its next turn is due, in milliseconds of `performance.now`. */
  readonly due: number
  /** Whether it may bring what a run waits for; those that only look at a session cannot. */
  readonly mayBring: boolean
  /** Takes its turn where it is due; true where it did something. */
  advance(): boolean
}

const services = new Set<TimedService>()
/** Whether there are any: all that a run asks where there are none. */
export let hasServices = false
let turning = false
/** Whether a service is having its turn right now. */
export const inTurn = (): boolean => turning

export function addService(service: TimedService): void {
  services.add(service)
  hasServices = true
}
export function removeService(service: TimedService): void {
  services.delete(service)
  hasServices = services.size > 0
}

/** Lets those that are due take their turn; true where one did something. Within such a turn nothing happens: services don't nest. */
export function turnServices(of: Iterable<TimedService> = services): boolean {
  if (turning) return false
  turning = true
  let active = false
  try {
    const now = performance.now()
    for (const service of [...of]) if (service.due <= now) active = service.advance() || active
  } finally {
    turning = false
  }
  return active
}

/** Does something in which no service has its turn. */
export function withoutTurns(body: () => void): void {
  const before = turning
  turning = true
  try {
    body()
  } finally {
    turning = before
  }
}

/** The next time at which one of them is due. */
export function nextDue(of: Iterable<TimedService> = services): number {
  let next = Number.POSITIVE_INFINITY
  for (const { due } of of) next = Math.min(next, due)
  return next
}

/** Blocks until `time`, in milliseconds of `performance.now`; an interrupt ends it. */
export function sleepUntil(time: number): void {
  const milliseconds = time - performance.now()
  if (milliseconds > 0) sleep(milliseconds)
}

/** Milliseconds between looks at runs that wait, while the program lets time pass. */
const LOOK = 10
let advanceRuns: () => 'none' | 'waiting' | 'advanced' = () => 'none'
/** Says how asynchronous runs and queue runners of all sessions go on. */
export function advanceRunsBy(advance: typeof advanceRuns): void {
  advanceRuns = advance
}

/** Blocks for `milliseconds`, in which services, queue runners and asynchronous runs go on. */
export function passTime(milliseconds: number): void {
  const end = performance.now() + milliseconds
  for (;;) {
    const runs = turning ? 'none' : advanceRuns()
    if (!turnServices() && runs !== 'advanced') {
      const look = runs === 'waiting' ? performance.now() + LOOK : end
      sleepUntil(Math.min(end, look, turning ? end : nextDue()))
    }
    if (performance.now() >= end) return
  }
}

/** For a run that waits: lets each service that may bring something have one turn, when it is due. True as soon as one has. */
export function awaitServices(): boolean {
  if (turning) return false
  const left = new Set([...services].filter(service => service.mayBring))
  const before = progressCount()
  while (left.size > 0) {
    sleepUntil(nextDue(left))
    for (const service of [...left]) {
      if (!services.has(service)) left.delete(service)
      else if (service.due <= performance.now()) {
        left.delete(service)
        turnServices([service])
      }
    }
    if (progressCount() !== before) return true
  }
  return false
}
