/** What a check of a real server is. */
import { expect } from 'vitest'
import type * as tf from '../../../src/index.ts'

export interface Place {
  /** A new session in the default graph: on the server, or in this process where a check compares the two. */
  session(config?: tf.ConfigProto): tf.Session
  /** Empty in this process. */
  readonly target: string
  /** `0.12.1`. */
  readonly version: string
}

/** One check. Without an expectation, the session of this process says what is right. */
export interface Check {
  readonly name: string
  /** Makes its nodes in an empty graph, and gives what its session gave. */
  readonly run: (sess: tf.Session, place: Place) => unknown
  readonly expected?: unknown
  /** The class and the text of the error that it ends with, by version where they differ. */
  readonly error?: (version: string) => readonly [unknown, string | RegExp]
  /** Servers that it is for; all without it. */
  readonly versions?: readonly string[]
}

/** Plain lists of what a run gave. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (Buffer.isBuffer(value)) return value.toString('latin1')
  if (value !== null && typeof value === 'object') {
    if ('tolist' in value) return plain((value as tf.np.ndarray).tolist())
    if ('indices' in value && 'values' in value) {
      const { indices, values } = value as { indices: unknown; values: unknown }
      return [plain(indices), plain(values)]
    }
  }
  return value
}

/** Equal up to the rounding of float32. */
export function expectClose(got: unknown, wanted: unknown, at = 'the value'): void {
  if (Array.isArray(wanted)) {
    expect(got, at).toHaveLength(wanted.length)
    wanted.forEach((each, i) => {
      expectClose((got as unknown[])[i], each, `${at}[${i}]`)
    })
  } else if (typeof wanted === 'number' && Number.isFinite(wanted)) {
    expect(Math.abs((got as number) - wanted), `${at}: ${String(got)}, not ${wanted}`).toBeLessThanOrEqual(
      1e-4 * Math.max(1, Math.abs(wanted)),
    )
  } else expect(got, at).toEqual(wanted)
}
