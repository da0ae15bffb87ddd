/** Samples of ops on variables that no other family has. */
import { NDArray } from '../../../src/index.ts'
import type { Sample } from '../sample.ts'

export const samples: readonly Sample[] = [
  { op: 'CountUpTo', inputs: [NDArray.of(3 as never, 'int32')], attrs: { limit: 10 } },
  { op: 'CountUpTo', inputs: [NDArray.of(3 as never, 'int64')], attrs: { limit: 10 } },
]
