/** What runs give: tf0 gives plain numbers for scalars; a program sees numpy's, with the dtype of what was fetched. */

import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { waitsForever } from '../../runtime/run_errors.ts'
import { BaseSession } from '../../session/base_session.ts'
import { type ParsedFetch, parseFetch } from '../../session/fetches.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { orderTags } from '../../train/hooks/watching_hooks.ts'
import { MonitoredSession, runMonitoredBy } from '../../train/monitored_session.ts'
import { NumpyScalar } from '../numpy/scalar.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { machine } from '../objects/machine.ts'
import { runPendingThread } from '../objects/threads.ts'
import { PyDict } from '../objects/values/dict.ts'
import { bound, PYTHON_WORDING, parseSignature } from '../objects/values/signature.ts'

/** The value of a fetched element as numpy would hand it out. */
export function typedResult(element: Tensor | Operation, value: unknown): unknown {
  if (!(element instanceof Tensor)) return null
  if (value instanceof NDArray)
    return value.ndim === 0 && value.constructor === NDArray ? NumpyScalar.of_array(value) : value
  if (Buffer.isBuffer(value)) return value
  return element.dtype.base === 'string' || element.dtype.base === 'resource'
    ? value
    : NumpyScalar.of_value(value, element.dtype.base_dtype)
}

/** A run; where it would wait for ever, a thread that has not run yet may bring what it waits for. */
function runOrWait<T>(run: () => T): T {
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (!waitsForever(error) || !runPendingThread()) throw error
    }
  }
}

/** Runs the elements of a fetch structure and puts their typed values together. */
function runTyped(
  fetch: ParsedFetch,
  fed: ReadonlySet<unknown>,
  run: (elements: readonly (Tensor | Operation)[]) => readonly unknown[],
): unknown {
  const elements = [...new Set(fetch.elements)]
  const results = runOrWait(() => run(elements))
  const values = new Map(
    elements.map(
      (element, i) =>
        [
          element,
          fed.has(element) ? fedResult(element as Tensor, results[i]) : typedResult(element, results[i]),
        ] as const,
    ),
  )
  const built = fetch.build(element => values.get(element))
  return built instanceof NDArray ? built : fromForeign(built)
}

/** What is fed comes back as an array: numpy made one of it. */
function fedResult(tensor: Tensor, value: unknown): unknown {
  return value instanceof NDArray ? value : NDArray.of(value, tensor.dtype.base_dtype)
}

/** The tensors that a feed_dict feeds. */
function fedTensors(self: BaseSession, feeds: unknown): ReadonlySet<unknown> {
  const out = new Set<unknown>()
  const add = (key: unknown): void => {
    if (Array.isArray(key)) key.forEach(add)
    else out.add(elementFor(self, key))
  }
  if (feeds instanceof Map) for (const key of feeds.keys()) add(key)
  return out
}

/** The tensor that a key of a feed_dict stands for: a tensor, its name, a variable. */
function elementFor(self: BaseSession, key: unknown): unknown {
  try {
    return self.graph.as_graph_element(key)
  } catch {
    return undefined
  }
}

const session = BaseSession.prototype

/** The signatures of a run, and the place of what is fetched; what is fed comes behind it. */
const RUNS = {
  run: ['run(self, fetches, feed_dict=None, options=None, run_metadata=None)', 1],
  partial_run: ['partial_run(self, handle, fetches, feed_dict=None)', 2],
} as const

/** Adapts `run` and `partial_run`: the structure is taken apart here, so that each leaf is known by its tensor. */
function adaptRun(name: keyof typeof RUNS): void {
  const method = session[name] as (...args: never[]) => unknown
  const [text, place] = RUNS[name]
  const signature = parseSignature(text, PYTHON_WORDING)
  adapt(method, (self, given, keywords) => {
    const args = bound(signature, [self, ...given], keywords)
    const fetch = tryParse(self as BaseSession, args[place])
    // what cannot be fetched gets tf0's own error
    if (!fetch) return fromForeign(rawForeign(method, self, given, keywords))
    return runTyped(
      fetch,
      fedTensors(self as BaseSession, args[place + 1]),
      elements => rawForeign(method, self, args.with(place, elements).slice(1), null) as unknown[],
    )
  })
}

function tryParse(self: BaseSession, fetches: unknown): ParsedFetch | undefined {
  try {
    return parseFetch(self.graph, fetches)
  } catch {
    return undefined
  }
}

interface Evaluable {
  readonly dtype: Tensor['dtype']
  /** Of a handle: the type of what it stands for. */
  readonly tensor_dtype?: Tensor['dtype']
}

/** Lets `eval` of tensors and variables give typed scalars. */
export function adaptEval(type: { readonly prototype: object }): void {
  const method = (type.prototype as { eval?: (...args: never[]) => unknown }).eval
  if (typeof method !== 'function') return
  adapt(method, (self, args, keywords) => {
    const value = rawForeign(method, self, args, keywords)
    if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') return fromForeign(value)
    const { dtype, tensor_dtype } = self as Evaluable
    return NumpyScalar.of_value(value, (tensor_dtype ?? dtype).base_dtype)
  })
}

let adapted = false

/** Hooks of the program, and whoever runs with them, get typed values too. */
function adaptMonitored(): void {
  runMonitoredBy((session, fetches, args) => {
    if (!machine.current) return session.run(fetches, args)
    return runTyped(parseFetch(session.graph, fetches), fedTensors(session, args.feed_dict), elements =>
      session.run(elements, args),
    ) as readonly unknown[]
  })
  const method = MonitoredSession.prototype.run as (...args: never[]) => unknown
  const signature = parseSignature(RUNS.run[0], PYTHON_WORDING)
  adapt(method, (self, given, keywords) =>
    fromForeign(rawForeign(method, self, bound(signature, [self, ...given], keywords).slice(1), null)),
  )
  orderTags(tags => (machine.current ? [...PyDict.from_entries(tags.map(tag => [tag, tag])).keys()] : tags))
}

/** Installs the adapters, once. */
export function adaptSessions(): void {
  if (adapted) return
  adapted = true
  adaptRun('run')
  adaptRun('partial_run')
  adaptMonitored()
}
