import { describe, expect, it } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import { defineOp, lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { RecycledMemory, recycledSize } from '../../src/runtime/recycled_memory.ts'
import { float32, string } from '../../src/tensor/dtypes.ts'

const ROWS = 40_000

/** Where a number's bits say so: another half of the elements for each number. */
const mask = (seed: number, length = ROWS): tf.NDArray =>
  new tf.NDArray(
    'bool',
    [length],
    Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1 + 2 * seed) >>> 31) ^ (seed & 1)),
  )
const placesOf = (values: tf.NDArray): bigint[] =>
  Array.from(values.data as Uint8Array, (value, i) => [value, i] as const).flatMap(([value, i]) =>
    value ? [BigInt(i)] : [],
  )
const elements = (array: unknown): bigint[] => [...((array as tf.NDArray).data as BigInt64Array)]

/** What a graph gives for masks, run after run. */
function inSession(body: (places: tf.Tensor, input: tf.Tensor) => (session: tf.Session) => void): void {
  new tf.Graph().as_default(() => {
    const input = tf.placeholder(tf.bool, [null])
    const use = body(tf.reshape(tf.where(input), [-1]), input)
    const session = new tf.Session()
    try {
      use(session)
    } finally {
      session.close()
    }
  })
}

describe('memory of values that no run leaves behind', () => {
  it('holds the values of each run, whatever it held before', () => {
    inSession((places, input) => {
      const parts = tf.dynamic_partition(
        places,
        tf.cast(tf.greater(places, tf.constant(BigInt(ROWS / 2), tf.int64)), tf.int32),
        2,
      )
      return session => {
        for (const seed of [1, 2, 3, 4, 5]) {
          for (const length of [ROWS, ROWS - 7, ROWS / 2]) {
            const given = mask(seed, length)
            const [found, low, high] = session.run([places, ...parts], [[input, given]]) as unknown[]
            const expected = placesOf(given)
            expect(elements(found)).toEqual(expected)
            expect([...elements(low), ...elements(high)]).toEqual(expected)
          }
        }
      }
    })
  })

  it('leaves fetched arrays alone', () => {
    inSession((places, input) => session => {
      const kept = [1, 2, 3, 4].map(seed => session.run(places, [[input, mask(seed)]]))
      for (const [i, seed] of [1, 2, 3, 4].entries()) expect(elements(kept[i])).toEqual(placesOf(mask(seed)))
    })
  })

  it('leaves what a queue holds alone', () => {
    inSession((places, input) => {
      const queue = new tf.FIFOQueue(10, [tf.int64])
      const [put, take] = [queue.enqueue([places]), queue.dequeue() as tf.Tensor]
      return session => {
        for (const seed of [1, 2, 3, 4]) session.run(put, [[input, mask(seed)]])
        for (const seed of [1, 2, 3, 4]) expect(elements(session.run(take))).toEqual(placesOf(mask(seed)))
      }
    })
  })

  it('leaves what a function of the program was given alone', () => {
    const given: unknown[] = []
    inSession((places, input) => {
      const call = tf.py_func(
        (array: unknown) => {
          given.push(array)
          return 1
        },
        [places],
        [tf.float64],
      ) as tf.Tensor[]
      return session => {
        for (const seed of [1, 2, 3, 4]) session.run(call, [[input, mask(seed)]])
        for (const [i, seed] of [1, 2, 3, 4].entries()) expect(elements(given[i])).toEqual(placesOf(mask(seed)))
      }
    })
  })

  it('leaves tensors that a session holds alone, and variables', () => {
    inSession((places, input) => {
      const handle = tf.get_session_handle(places)
      const variable = new tf.Variable(tf.zeros([0], tf.int64), { validate_shape: false, trainable: false })
      const assign = tf.assign(variable, places, { validate_shape: false })
      return session => {
        const handles = [1, 2, 3].map(
          seed => session.run(handle, [[input, mask(seed)]]) as unknown as { eval(): unknown },
        )
        session.run((assign as tf.Tensor).op, [[input, mask(4)]])
        for (const seed of [5, 6]) session.run(places.op, [[input, mask(seed)]])
        expect(elements(session.run(variable))).toEqual(placesOf(mask(4)))
        session.as_default(() => {
          for (const [i, seed] of [1, 2, 3].entries())
            expect(elements(handles[i]?.eval())).toEqual(placesOf(mask(seed)))
        })
      }
    })
  })
})

/** Leaves its input among the session's resources, as it is. */
const left: tf.NDArray[] = []
defineOp('LeavesInput', {
  inputs: ['x: T'],
  attrs: ['T: type'],
  infer: () => [],
  gradient: 'none',
  kernel: k => {
    k.resources.lookupOrCreate('left', '', 'left', () => left).push(k.input(0))
    return []
  },
  lower: { kind: 'host' },
})

describe('an op that leaves its input among the resources', () => {
  it('keeps it', () => {
    inSession((places, input) => {
      const leave = applyOp(lookupOp('LeavesInput') as OpDef, { x: places })
      return session => {
        for (const seed of [1, 2, 3]) session.run(leave, [[input, mask(seed)]])
        for (const [i, seed] of [1, 2, 3].entries()) expect(elements(left[i])).toEqual(placesOf(mask(seed)))
      }
    })
  })
})

describe('RecycledMemory', () => {
  it('gives what was given back, once, for shapes of about the same size', () => {
    const memory = new RecycledMemory()
    const taken = new Set<ArrayBufferLike>()
    const first = memory.array(float32, [300, 100], taken)
    memory.give(taken)
    const [second, third] = [memory.array(float32, [299, 100], new Set()), memory.array(float32, [300, 100], new Set())]
    const buffers = [first, second, third].map(array => ((array as tf.NDArray).data as Float32Array).buffer)
    expect(buffers[1]).toBe(buffers[0])
    expect(buffers[2]).not.toBe(buffers[0])
    expect(second?.size).toBe(29_900)
  })

  it('does not deal in what is small, enormous, or no plain numbers', () => {
    const memory = new RecycledMemory()
    const taken = new Set<ArrayBufferLike>()
    expect([
      memory.array(float32, [100], taken),
      memory.array(float32, [2 ** 28], taken),
      memory.array(string, [100_000], taken),
    ]).toEqual([undefined, undefined, undefined])
    expect(taken.size).toBe(0)
  })

  it('keeps no more than so much', () => {
    const memory = new RecycledMemory()
    const taken = new Set<ArrayBufferLike>()
    const arrays = Array.from({ length: 20 }, () => memory.array(float32, [2 ** 21], taken))
    memory.give(taken)
    const again = new Set<ArrayBufferLike>()
    for (const _ of arrays) memory.array(float32, [2 ** 21], again)
    expect([...again].filter(buffer => taken.has(buffer)).length).toBe(8)
  })

  it('wastes less than a quarter', () => {
    for (const bytes of [65_536, 65_537, 100_000, 131_071, 131_072, 5_000_001, 2 ** 25]) {
      const size = recycledSize(bytes)
      expect(size).toBeGreaterThanOrEqual(bytes)
      expect(size).toBeLessThan(bytes * 1.25)
    }
  })
})
