/** itertools. */
import { asFunction, call } from '../objects/call.ts'
import { equals } from '../objects/compare.ts'
import { optionalIndex, requireIndex } from '../objects/convert.ts'
import { iterable, iterate, PyIterator, toArray } from '../objects/iteration.ts'
import { checkItems } from '../objects/limits.ts'
import { binary } from '../objects/operators.ts'
import { truth } from '../objects/truth.ts'
import { allKeepUnicode, makeFunction, native } from '../objects/values/callable.ts'
import { giveAttribute } from '../objects/values/members.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'

const lazy = (items: Generator<unknown>): PyIterator => new PyIterator(items)

function* chained(sources: Iterable<unknown>): Generator<unknown> {
  for (const source of sources) yield* iterable(source)
}

/** Positions count like the digits of a clock, the last one fastest. */
function* product(pools: readonly unknown[][]): Generator<unknown[]> {
  if (pools.some(pool => pool.length === 0)) return
  const at = pools.map(() => 0)
  for (;;) {
    yield pools.map((pool, i) => pool[at[i] as number])
    let i = pools.length - 1
    for (; i >= 0; i--) {
      at[i] = (at[i] as number) + 1
      if ((at[i] as number) < (pools[i] as unknown[]).length) break
      at[i] = 0
    }
    if (i < 0) return
  }
}

function* combinations(items: readonly unknown[], size: number): Generator<unknown[]> {
  if (size > items.length) return
  const at = Array.from({ length: size }, (_, i) => i)
  for (;;) {
    yield at.map(i => items[i])
    let i = size - 1
    while (i >= 0 && at[i] === i + items.length - size) i--
    if (i < 0) return
    at[i] = (at[i] as number) + 1
    for (let j = i + 1; j < size; j++) at[j] = (at[j - 1] as number) + 1
  }
}

/** Rotations of what is left: as CPython orders them. */
function* permutations(items: readonly unknown[], size: number): Generator<unknown[]> {
  const n = items.length
  if (size > n) return
  const order = items.map((_, i) => i)
  const cycles = Array.from({ length: size }, (_, i) => n - i)
  yield order.slice(0, size).map(i => items[i])
  for (let i = size - 1; i >= 0; ) {
    const left = (cycles[i] as number) - 1
    cycles[i] = left
    if (left === 0) {
      order.push(...order.splice(i, 1))
      cycles[i] = n - i
      i--
      continue
    }
    const [a, b] = [order[i] as number, order[n - left] as number]
    order[i] = b
    order[n - left] = a
    yield order.slice(0, size).map(k => items[k])
    i = size - 1
  }
}

function* tuples(items: Iterable<unknown[]>): Generator<unknown> {
  for (const item of items) yield PyTuple.from_items(item)
}

function* sliced(items: unknown, start: number, stop: number | null, step: number): Generator<unknown> {
  const source = iterate(items)
  let next = start
  for (let i = 0; stop === null || i < stop; i++) {
    const item = source.next()
    if (item.done) return
    if (i === next) {
      yield item.value
      next += step
    }
  }
}

function* grouped(items: unknown, key: unknown): Generator<unknown> {
  const keyOf = key === null ? (item: unknown) => item : asFunction(key)
  let group: unknown[] = []
  let current: unknown
  for (const item of iterable(items)) {
    const own = keyOf(item)
    if (group.length > 0 && !equals(own, current)) {
      yield tuple(current, new PyIterator(group[Symbol.iterator]()))
      group = []
    }
    current = own
    group.push(item)
  }
  if (group.length > 0) yield tuple(current, new PyIterator(group[Symbol.iterator]()))
}

function* longest(sources: readonly unknown[], fill: unknown): Generator<unknown> {
  const open: (Iterator<unknown> | null)[] = sources.map(iterate)
  for (;;) {
    const items = open.map((source, i) => {
      const step = source?.next()
      if (step && !step.done) return step.value
      open[i] = null
      return fill
    })
    if (open.every(source => source === null)) return
    yield PyTuple.from_items(items)
  }
}

const chain = makeFunction('chain', sources => lazy(chained(sources)), false)
giveAttribute(
  chain,
  'from_iterable',
  native('from_iterable(iterables)', (sources: unknown) => lazy(chained(iterable(sources)))),
)

const zipLongest = makeFunction(
  'zip_longest',
  (sources, keywords) => lazy(longest(sources, keywords?.get('fillvalue') ?? null)),
  false,
)

export const ITERTOOLS: Readonly<Record<string, unknown>> = allKeepUnicode({
  chain,
  count: native('count(start=0, step=1)', (start: unknown, step: unknown) =>
    lazy(
      (function* () {
        for (let at = start; ; at = binary('+', at, step)) yield at
      })(),
    ),
  ),
  cycle: native('cycle(iterable)', (items: unknown) =>
    lazy(
      (function* () {
        const all = toArray(items)
        while (all.length > 0) yield* all
      })(),
    ),
  ),
  repeat: native('repeat(object, times=None)', (value: unknown, times: unknown) =>
    lazy(
      (function* () {
        const most = optionalIndex(times)
        for (let i = 0; most === null || i < most; i++) yield value
      })(),
    ),
  ),
  islice: makeFunction(
    'islice',
    ([items, ...bounds]) => {
      const [first = null, second, step = null] = bounds.map(optionalIndex)
      return second === undefined
        ? lazy(sliced(items, 0, first, 1))
        : lazy(sliced(items, first ?? 0, second, step ?? 1))
    },
    false,
  ),
  izip: makeFunction('izip', sources => lazy(shortest(sources)), false),
  imap: makeFunction('imap', ([fn, ...sources]) => lazy(applied(fn, sources)), false),
  starmap: native('starmap(function, iterable)', (fn: unknown, items: unknown) =>
    lazy(
      (function* () {
        for (const item of iterable(items)) yield call(fn, toArray(item), null)
      })(),
    ),
  ),
  zip_longest: zipLongest,
  izip_longest: zipLongest,
  product: makeFunction(
    'product',
    (sources, keywords) => {
      const pools = sources.map(toArray)
      const times = requireIndex(keywords?.get('repeat') ?? 1)
      checkItems(times * Math.max(1, pools.length))
      return lazy(tuples(product(Array.from({ length: Math.max(0, times) }, () => pools).flat())))
    },
    false,
  ),
  combinations: native('combinations(iterable, r)', (items: unknown, size: unknown) =>
    lazy(tuples(combinations(toArray(items), requireIndex(size)))),
  ),
  permutations: native('permutations(iterable, r=None)', (items: unknown, size: unknown) => {
    const all = toArray(items)
    return lazy(tuples(permutations(all, optionalIndex(size) ?? all.length)))
  }),
  combinations_with_replacement: native('combinations_with_replacement(iterable, r)', (items: unknown, size: unknown) =>
    lazy(tuples(withReplacement(toArray(items), requireIndex(size)))),
  ),
  compress: native('compress(data, selectors)', (items: unknown, selectors: unknown) =>
    lazy(
      (function* () {
        for (const pair of shortest([items, selectors])) {
          const [item, chosen] = pair as PyTuple
          if (truth(chosen)) yield item
        }
      })(),
    ),
  ),
  dropwhile: native('dropwhile(predicate, iterable)', (test: unknown, items: unknown) =>
    lazy(
      (function* () {
        let dropping = true
        for (const item of iterable(items)) {
          dropping &&= truth(call(test, [item], null))
          if (!dropping) yield item
        }
      })(),
    ),
  ),
  ifilter: native('ifilter(predicate, iterable)', (test: unknown, items: unknown) => lazy(chosen(test, items, true))),
  ifilterfalse: native('ifilterfalse(predicate, iterable)', (test: unknown, items: unknown) =>
    lazy(chosen(test, items, false)),
  ),
  filterfalse: native('filterfalse(predicate, iterable)', (test: unknown, items: unknown) =>
    lazy(chosen(test, items, false)),
  ),
  tee: native('tee(iterable, n=2)', (items: unknown, count: unknown) =>
    tuple(...tees(iterate(items), requireIndex(count))),
  ),
  groupby: native('groupby(iterable, key=None)', (items: unknown, key: unknown) => lazy(grouped(items, key))),
  takewhile: native('takewhile(predicate, iterable)', (test: unknown, items: unknown) =>
    lazy(
      (function* () {
        for (const item of iterable(items)) {
          if (!truth(call(test, [item], null))) return
          yield item
        }
      })(),
    ),
  ),
  accumulate: native('accumulate(iterable)', (items: unknown) =>
    lazy(
      (function* () {
        let total: unknown
        for (const item of iterable(items)) {
          total = total === undefined ? item : binary('+', total, item)
          yield total
        }
      })(),
    ),
  ),
})

function* chosen(test: unknown, items: unknown, wanted: boolean): Generator<unknown> {
  for (const item of iterable(items)) if (truth(test === null ? item : call(test, [item], null)) === wanted) yield item
}

function* withReplacement(items: readonly unknown[], size: number, from = 0): Generator<unknown[]> {
  if (size <= 0) yield []
  else
    for (let i = from; i < items.length; i++)
      for (const rest of withReplacement(items, size - 1, i)) yield [items[i], ...rest]
}

/** Iterators over one source, each from its beginning: what one has read is kept for the others. */
function tees(source: Iterator<unknown>, count: number): PyIterator[] {
  checkItems(count)
  const waiting = Array.from({ length: Math.max(0, count) }, (): unknown[] => [])
  return waiting.map(
    own =>
      new PyIterator({
        next: () => {
          if (own.length === 0) {
            const step = source.next()
            if (step.done) return { done: true, value: undefined }
            for (const queue of waiting) queue.push(step.value)
          }
          return { done: false, value: own.shift() }
        },
      }),
  )
}

function* shortest(sources: readonly unknown[]): Generator<unknown> {
  const iterators = sources.map(iterate)
  for (;;) {
    const steps = iterators.map(iterator => iterator.next())
    if (steps.length === 0 || steps.some(step => step.done)) return
    yield PyTuple.from_items(steps.map(step => step.value as unknown))
  }
}

function* applied(fn: unknown, sources: readonly unknown[]): Generator<unknown> {
  for (const items of shortest(sources)) yield call(fn, items as PyTuple, null)
}
