/** Recursion along a graph, as deep as the graph is. */

/** Calls within calls until a recursion is cut: far less than the stack holds. */
const MOST_CALLS = 64

/** Cuts a recursion at `key`, which is worked out by itself before what asked for it begins again. */
class Cut<K> {
  readonly key: K
  constructor(key: K) {
    this.key = key
  }
}

/**
 * The function that `compute` defines, which asks for what it needs of other keys by its second argument. Where the calls within calls become
 * too many the recursion is cut, what it was about to ask for is worked out first, and the rest begins again with what is known by then: a chain
 * of any length needs little stack, and time in proportion. `compute` must not keep what is thrown at it. A key that depends on itself has the
 * value `onCycle`.
 */
export function deepRecursion<K, V>(compute: (key: K, recurse: (key: K) => V) => V, onCycle: V): (key: K) => V {
  let calls = 0
  /** What has been worked out since the outermost call was cut. */
  let known: Map<K, V> | undefined

  const recurse = (key: K): V => {
    if (known?.has(key)) return known.get(key) as V
    if (calls >= MOST_CALLS) throw new Cut(key)
    calls++
    try {
      const value = compute(key, recurse)
      known?.set(key, value)
      return value
    } finally {
      calls--
    }
  }

  /** Works out what `first` needs, and what that needs, the last first. */
  const resume = (outermost: K, first: K): V => {
    const values = (known = new Map<K, V>())
    const waiting = [outermost, first]
    const isWaiting = new Set(waiting)
    try {
      for (let key = waiting.at(-1); key !== undefined; key = waiting.at(-1)) {
        try {
          values.set(key, recurse(key))
          waiting.pop()
        } catch (error) {
          if (!(error instanceof Cut)) throw error
          const next = error.key as K
          if (isWaiting.has(next)) values.set(next, onCycle)
          else waiting.push(next)
          isWaiting.add(next)
        }
      }
      return values.get(outermost) as V
    } finally {
      known = undefined
    }
  }

  return key => {
    if (calls > 0) return recurse(key)
    try {
      return recurse(key)
    } catch (error) {
      if (!(error instanceof Cut)) throw error
      return resume(key, error.key as K)
    }
  }
}
