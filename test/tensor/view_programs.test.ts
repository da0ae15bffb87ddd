/** Random programs of views and writes do the same to arrays and to nested lists of cells. */
import { expect, test } from 'vitest'
import * as np from '../../src/np/index.ts'
import type { NDArray } from '../../src/tensor/ndarray.ts'
import {
  arranged,
  copied,
  leaves,
  type Model,
  modelOf,
  range,
  rearranged,
  slicePositions,
  values,
} from './view_model.ts'

const SHAPES = [[6], [2, 3], [4, 4], [2, 3, 4], [3, 1, 4], [5, 2], [2, 2, 2, 2], [40, 40]]

interface Pair {
  readonly array: NDArray
  readonly model: Model
}

/** A generator of whole numbers below a limit (mulberry32). */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % limit
  }
}

type Random = ReturnType<typeof generator>

/** A box of an array by integers, slices and new axes. */
function indexed(
  random: Random,
  { array, model }: Pair,
): { readonly index: (number | string | null)[]; readonly picked: Model } {
  const index: (number | string | null)[] = []
  // of each axis of the result: where its coordinates go, and what they stand for
  const axes: { readonly axis: number; readonly positions: readonly number[] }[] = []
  const fixed: number[] = []
  for (let axis = 0; axis < array.ndim; axis++) {
    const length = array.shape[axis] as number
    if (random(8) === 0) {
      index.push(null)
      axes.push({ axis: -1, positions: [0] })
    }
    if (random(4) === 0 && length > 0) {
      const at = random(length)
      index.push(random(2) === 0 ? at : at - length)
      fixed[axis] = at
      continue
    }
    const bound = (): number | null => (random(2) === 0 ? null : random(2 * length + 3) - length - 1)
    const [start, stop, step] = [bound(), bound(), [1, 1, 2, 3, -1, -2][random(6)] as number]
    index.push(`${start ?? ''}:${stop ?? ''}:${step}`)
    axes.push({ axis, positions: slicePositions(length, start, stop, step) })
  }
  const picked = rearranged(
    model,
    axes.map(({ positions }) => positions.length),
    at => {
      const source = [...fixed]
      axes.forEach(({ axis, positions }, i) => {
        if (axis >= 0) source[axis] = positions[at[i] as number] as number
      })
      return source
    },
  )
  return { index, picked }
}

const unravelled = (model: Model, shape: readonly number[]): Model => ({
  shape,
  cells: arranged(leaves(model.cells), shape),
})

/** A view (or what numpy makes instead) of one of the arrays. */
function taken(random: Random, pair: Pair): Pair | undefined {
  const { array, model } = pair
  const { ndim, shape } = array
  switch (random(9)) {
    case 0:
    case 1:
    case 2: {
      const { index, picked } = indexed(random, pair)
      return picked.shape.length === 0 ? undefined : { array: array.at(...index), model: picked }
    }
    case 3:
      return { array: array.T, model: rearranged(model, [...shape].reverse(), at => [...at].reverse()) }
    case 4: {
      const order = Array.from({ length: ndim }, (_, i) => i)
      for (let i = ndim - 1; i > 0; i--) {
        const j = random(i + 1)
        ;[order[i], order[j]] = [order[j] as number, order[i] as number]
      }
      const moved = rearranged(
        model,
        order.map(axis => shape[axis] as number),
        at => {
          const source: number[] = []
          order.forEach((axis, i) => {
            source[axis] = at[i] as number
          })
          return source
        },
      )
      return { array: array.transpose(order), model: moved }
    }
    case 5: {
      const to = array.size % 2 === 0 && array.size > 0 ? [2, array.size / 2] : [array.size]
      const reshaped = array.reshape(to)
      return { array: reshaped, model: unravelled(reshaped.base === null ? copied(model) : model, to) }
    }
    case 6: {
      if (ndim === 0) return undefined
      const axis = random(ndim)
      const last = (shape[axis] as number) - 1
      return {
        array: np.flip(array, axis),
        model: rearranged(model, shape, at => at.map((i, own) => (own === axis ? last - i : i))),
      }
    }
    case 7: {
      if (ndim === 0 || shape[0] === 0) return undefined
      const rows = Array.from({ length: 2 }, () => random(shape[0] as number))
      return {
        array: array.at(rows),
        model: copied(
          rearranged(model, [2, ...shape.slice(1)], ([i, ...rest]) => [rows[i as number] as number, ...rest]),
        ),
      }
    }
    default: {
      const kept = shape.filter(dim => dim !== 1)
      return { array: array.squeeze(), model: unravelled(model, kept) }
    }
  }
}

/** Writes numbers, or what another array has, into a part of an array. */
function written(random: Random, pair: Pair, other: Pair): void {
  const { index, picked } = indexed(random, pair)
  const targets = leaves(picked.cells)
  const same = other.array.shape.join() === picked.shape.join()
  if (same) {
    const numbers = leaves(other.model.cells).map(({ value }) => value)
    pair.array.set(other.array, ...index)
    targets.forEach((cell, i) => {
      cell.value = numbers[i] as number
    })
  } else if (random(2) === 0 && picked.shape.length > 0) {
    const row = Array.from({ length: picked.shape.at(-1) as number }, () => random(1000))
    pair.array.set(row, ...index)
    targets.forEach((cell, i) => {
      cell.value = row[i % row.length] as number
    })
  } else {
    const value = random(1000)
    pair.array.set(value, ...index)
    for (const cell of targets) cell.value = value
  }
}

function play(seed: number): void {
  const random = generator(seed)
  const first = range(...(SHAPES[seed % SHAPES.length] as number[]))
  const pairs: Pair[] = [{ array: first, model: modelOf(first) }]
  for (let step = 0; step < 14; step++) {
    const pair = pairs[random(pairs.length)] as Pair
    if (random(2) === 0) {
      const made = taken(random, pair)
      if (made) pairs.push(made)
    } else written(random, pair, pairs[random(pairs.length)] as Pair)
    for (const { array, model } of pairs) {
      expect(array.shape).toEqual(model.shape)
      expect(array.tolist()).toEqual(values(model.cells))
    }
  }
}

test('programs of views', { timeout: 300_000 }, () => {
  for (let seed = 0; seed < Number(process.env['TF0_VIEW_PROGRAMS'] ?? 400); seed++) {
    try {
      play(seed)
    } catch (error) {
      throw new Error(`program ${seed}: ${(error as Error).message}`, { cause: error })
    }
  }
})
