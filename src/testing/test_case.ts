/** tf.test.TestCase, for TypeScript (framework/test_util.py). */

import { isDeepStrictEqual } from 'node:util'
import { pythonRepr, pythonTypeName } from '../calling/python_repr.ts'
import { type Enterable, Scope, with_ } from '../calling/scope.ts'
import { setMethodSignatures } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { OpError } from '../errors/op_errors.ts'
import { AssertionError, PythonError, TypeError } from '../errors/python.ts'
import type { Message } from '../formats/proto/message.ts'
import { Merge } from '../formats/proto/text_format.ts'
import { ConfigProto } from '../formats/protos/index.ts'
import { get_default_graph, reset_default_graph } from '../graph/default_graph.ts'
import { canonicalDevice, type DeviceSpec } from '../graph/device.ts'
import type { Graph } from '../graph/graph.ts'
import { DEFAULT_GRAPH_SEED } from '../graph/seeds.ts'
import { Tensor } from '../graph/tensor.ts'
import { GRAPH_DEF_VERSION, GRAPH_DEF_VERSION_MIN_CONSUMER } from '../graph/versions.ts'
import { norm } from '../np/linalg.ts'
import { seed } from '../np/random.ts'
import { toArray } from '../np/values.ts'
import { Session } from '../session/session.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { arrayPair, closeElements, equalElements, expectAgreement } from './array_differences.ts'
import { CheckedThread } from './checked_thread.ts'
import { get_temp_dir } from './environment.ts'

/** By what a test says that it is not to be run. */
export class SkipTest extends PythonError {}

// biome-ignore lint/suspicious/noExplicitAny: a class of errors, whatever its constructor takes
type ErrorClass = abstract new (...args: any[]) => Error
/** A part of the message, as a regular expression, or what an error is asked. */
export type Expected = string | RegExp | ((error: Error) => boolean)
type Device = string | DeviceSpec | null
type TestBody = () => void | Promise<void>
interface SessionOptions {
  graph?: Graph | null
  config?: ConfigProto | null
  use_gpu?: boolean
  force_gpu?: boolean
}
interface Tolerances {
  readonly rtol?: number
  readonly atol?: number
}

/** What `assertRaises…` give where they get no body: to be entered by `tf.with`. */
class RaisesContext implements Enterable {
  readonly #leave: (error?: unknown) => void
  constructor(leave: (error?: unknown) => void) {
    this.#leave = leave
  }
  leave(error?: unknown): boolean {
    this.#leave(error)
    return true
  }
  [Symbol.dispose](): void {
    this.#leave()
  }
}

/** The text in which a message is looked for: with the name of the op that failed. */
function searchedText(error: Error): string {
  if (!(error instanceof OpError)) return error.message
  return error.op === null ? error.message : `${error.message}\nCaused by: ${error.op.name}`
}

/**
 * A class of tests: its methods `test…`, each in an object and a default graph of its own, with fixed seeds.
 *
 *     class SquareTest extends tf.test.TestCase {
 *       testSquare() {
 *         this.test_session(() => this.assertAllEqual(tf.square([1, 2, 3]).eval(), [1, 4, 9]))
 *       }
 *     }
 *     tf.test.main(SquareTest)
 *
 * Under another runner: `for (const [name, body] of SquareTest.tests()) test(name, body)`. What overrides `setUp` or `tearDown` calls the one of
 * this class. Assertions raise AssertionError.
 */
export class TestCase {
  readonly #methodName: string
  #session: Session | undefined
  readonly #threads: CheckedThread[] = []

  constructor(methodName = 'runTest') {
    this.#methodName = methodName
  }

  /** The names of the tests, in order, and what runs each. A test that is skipped ends without an error. */
  static tests(this: new (methodName?: string) => TestCase): [name: string, body: TestBody][] {
    const names = new Set<string>()
    // biome-ignore lint/complexity/noThisInStatic: it is the subclass whose tests they are
    for (let type = this.prototype; type instanceof TestCase; type = Object.getPrototypeOf(type) as TestCase)
      for (const name of Object.getOwnPropertyNames(type))
        if (name.startsWith('test') && name !== 'test_session') names.add(name)
    const run = async (name: string): Promise<void> => {
      try {
        await new this(name).run()
      } catch (error) {
        if (!(error instanceof SkipTest)) throw error
      }
    }
    return [...names].sort().map(name => [name, () => run(name)])
  }

  setUp(): void {
    this.#closeSession()
    seed(DEFAULT_GRAPH_SEED)
    reset_default_graph()
    get_default_graph().seed = DEFAULT_GRAPH_SEED
  }
  tearDown(): void {
    for (const thread of this.#threads) this.assertFalse(thread.is_alive(), 'A checkedThread did not terminate')
    this.#closeSession()
  }
  #closeSession(): void {
    this.#session?.close()
    this.#session = undefined
  }
  id(): string {
    return `${this.constructor.name}.${this.#methodName}`
  }
  /** Runs the test between `setUp` and `tearDown`, and raises its error. */
  async run(): Promise<void> {
    const method = (this as unknown as Record<string, unknown>)[this.#methodName]
    if (typeof method !== 'function')
      throw new TypeError(`no such test method in ${this.constructor.name}: ${this.#methodName}`)
    this.setUp()
    try {
      await (method as () => unknown).call(this)
    } finally {
      this.tearDown()
    }
  }

  /**
   * A session, with its graph, as the defaults while `body` runs, or until the result is disposed of. Without `graph` all of a test have one session,
   * of the default graph. `use_gpu`: operations are not placed on the CPU; `force_gpu`: they are on a GPU, of which there is none.
   */
  test_session<R>(body: (session: Session) => R): R
  test_session<R>(options: SessionOptions, body: (session: Session) => R): R
  test_session(options?: SessionOptions): Scope<Session>
  test_session<R>(
    first: SessionOptions | ((session: Session) => R) = {},
    second?: (session: Session) => R,
  ): R | Scope<Session> {
    const [options, body] = typeof first === 'function' ? [{}, first] : [first, second]
    const { graph = null, config = null, use_gpu = false, force_gpu = false } = options
    const makeSession = (): Session => new Session('', { graph, config: configOf(config, force_gpu) })
    const session = graph === null ? (this.#session ??= makeSession()) : makeSession()
    const scopes = [
      session.graph.as_default(),
      session.as_default(),
      session.graph.device(force_gpu ? '/gpu:0' : use_gpu ? null : '/cpu:0'),
    ]
    const scope = new Scope(session, () => {
      for (const each of scopes.reverse()) each[Symbol.dispose]()
      if (graph !== null) session.close()
    })
    return body === undefined ? scope : with_(scope, body)
  }
  /** Runs `target` when it is started; `join`, a promise where the target gives one, fails the test with the error that ended it. */
  checkedThread(
    target: (...args: never[]) => unknown,
    args: readonly unknown[] | null = null,
    kwargs: object | null = null,
  ): CheckedThread {
    const thread = new CheckedThread(target, [...(args ?? []), ...(kwargs === null ? [] : [kwargs])])
    this.#threads.push(thread)
    return thread
  }
  get_temp_dir(): string {
    return get_temp_dir()
  }

  // --- arrays

  /** |a − b| ≤ atol + rtol · |b| for all elements of two arrays, or what can be made one, of the same shape. */
  assertAllClose(a: unknown, b: unknown, rtol?: number | Tolerances, atol?: number): void
  assertAllClose(a: unknown, b: unknown, rtol: number, atol: number): void {
    const pair = arrayPair(a, b)
    const header = `Not equal to tolerance rtol=${pythonRepr(rtol)}, atol=${pythonRepr(atol)}`
    expectAgreement(header, pair, closeElements(...pair, rtol, atol))
  }
  /** The same, with tolerances of at least 0.001 where an array is float16. */
  assertAllCloseAccordingToType(a: unknown, b: unknown, rtol?: number | Tolerances, atol?: number): void
  assertAllCloseAccordingToType(a: unknown, b: unknown, rtol: number, atol: number): void {
    const pair = [toArray(a as never), toArray(b as never)]
    const least = pair.some(({ dtype }) => dtype.base === 'float16') ? 1e-3 : 0
    this.assertAllClose(...(pair as [NDArray, NDArray]), Math.max(rtol, least), Math.max(atol, least))
  }
  /** Equal arrays; NaN equals NaN. */
  assertAllEqual(a: unknown, b: unknown): void {
    const pair = arrayPair(a, b)
    expectAgreement('Arrays are not equal', pair, equalElements(...pair))
  }
  assertNear(f1: number, f2: number, err: number, msg: string | null = null): void {
    const [a, b] = [Number(f1), Number(f2)]
    this.assertTrue(
      Math.abs(a - b) <= err,
      `${a.toFixed(6)} != ${b.toFixed(6)} +/- ${err.toFixed(6)}${msg === null ? '' : ` (${msg})`}`,
    )
  }
  assertArrayNear(farray1: ArrayLike<number>, farray2: ArrayLike<number>, err: number): void {
    const [a, b] = [farray1, farray2].map(each =>
      Array.from(each instanceof NDArray ? (each.data as Float64Array) : each),
    )
    this.assertEqual(a?.length, b?.length)
    for (const [i, value] of (a as number[]).entries()) this.assertNear(value, (b as number[])[i] as number, err)
  }
  /** The norm of the difference is less than `err`. */
  assertNDArrayNear(ndarray1: NDArray, ndarray2: NDArray, err: number): void {
    this.assertTrue(Number(norm(toArray(ndarray1).sub(toArray(ndarray2)))) < err)
  }
  assertShapeEqual(np_array: NDArray, tf_tensor: Tensor): void {
    if (!(np_array instanceof NDArray)) throw new TypeError('np_array must be a Numpy ndarray or Numpy scalar')
    if (!(tf_tensor instanceof Tensor)) throw new TypeError('tf_tensor must be a Tensor')
    this.assertAllEqual([...np_array.shape], tf_tensor.get_shape().as_list())
  }

  // --- messages, texts and devices

  /** Equal messages; the expected one may be a text. */
  assertProtoEquals(expected_message_maybe_ascii: string | Message, message: Message): void {
    let expected = expected_message_maybe_ascii
    const type = message.constructor as new () => Message
    if (typeof expected === 'string') expected = Merge(expected, new type())
    else if (expected.constructor !== type)
      throw new AssertionError(
        `Can't compare protos of type ${pythonTypeName(expected)} and ${pythonTypeName(message)}`,
      )
    const [wanted, found] = [expected.ToText(), message.ToText()]
    if (wanted !== found) this.fail(`${pythonRepr(wanted)} != ${pythonRepr(found)}`)
  }
  assertProtoEqualsVersion(
    expected: string,
    actual: Message,
    producer = GRAPH_DEF_VERSION,
    min_consumer = GRAPH_DEF_VERSION_MIN_CONSUMER,
  ): void {
    this.assertProtoEquals(`versions { producer: ${producer} min_consumer: ${min_consumer} };\n${expected}`, actual)
  }
  assertStartsWith(actual: string, expected_start: string, msg: string | null = null): void {
    if (!actual.startsWith(expected_start))
      this.fail(
        `${pythonRepr(actual)} does not start with ${pythonRepr(expected_start)}${msg === null ? '' : ` : ${pythonRepr(msg)}`}`,
      )
  }
  assertDeviceEqual(device1: Device, device2: Device): void {
    const [a, b] = [device1, device2].map(device => (device === null ? '' : canonicalDevice(device)))
    this.assertEqual(a, b, `Devices ${a} and ${b} are not equal`)
  }

  // --- errors

  /** `body`, or that of `tf.with`, raises an error of a class, whose message, or which itself, is as expected. */
  assertRaisesWithPredicateMatch(exception_type: ErrorClass, expected_err_re_or_predicate: Expected): RaisesContext
  assertRaisesWithPredicateMatch(
    exception_type: ErrorClass,
    expected_err_re_or_predicate: Expected,
    body: () => unknown,
  ): void
  assertRaisesWithPredicateMatch(
    type: ErrorClass,
    expected: Expected,
    body?: () => unknown,
  ): RaisesContext | undefined {
    const isExpected = (error: Error): boolean =>
      typeof expected === 'function' ? expected(error) : new RegExp(expected).test(searchedText(error))
    const context = new RaisesContext(error => {
      if (error === undefined) this.fail(`${type.name} not raised`)
      if (!(error instanceof type) || !isExpected(error))
        throw new AssertionError(
          `Exception of type ${pythonTypeName(error)}: ${(error as Error)?.message ?? String(error)}`,
        )
    })
    if (body === undefined) return context
    with_(context, body)
    return undefined
  }
  assertRaisesOpError(expected_err_re_or_predicate: Expected): RaisesContext
  assertRaisesOpError(expected_err_re_or_predicate: Expected, body: () => unknown): void
  assertRaisesOpError(expected: Expected, body?: () => unknown): RaisesContext | undefined {
    if (body === undefined) return this.assertRaisesWithPredicateMatch(OpError, expected)
    this.assertRaisesWithPredicateMatch(OpError, expected, body)
    return undefined
  }
  assertRaises(exception_type: ErrorClass, body: () => unknown): void {
    this.assertRaisesWithPredicateMatch(exception_type, () => true, body)
  }
  assertRaisesRegexp(exception_type: ErrorClass, pattern: string | RegExp, body: () => unknown): void {
    this.assertRaisesWithPredicateMatch(exception_type, error => new RegExp(pattern).test(error.message), body)
  }

  // --- unittest's

  fail(msg: string | null = null): never {
    throw new AssertionError(msg ?? 'None')
  }
  skipTest(reason: string): never {
    throw new SkipTest(reason)
  }
  assertTrue(expr: unknown, msg: string | null = null): void {
    if (!expr) this.fail(msg ?? `${pythonRepr(expr)} is not true`)
  }
  assertFalse(expr: unknown, msg: string | null = null): void {
    if (expr) this.fail(msg ?? `${pythonRepr(expr)} is not false`)
  }
  /** Equal values: lists, maps and objects by what they hold. */
  assertEqual(first: unknown, second: unknown, msg: string | null = null): void {
    if (!isDeepStrictEqual(first, second)) this.fail(msg ?? `${pythonRepr(first)} != ${pythonRepr(second)}`)
  }
  assertNotEqual(first: unknown, second: unknown, msg: string | null = null): void {
    if (isDeepStrictEqual(first, second)) this.fail(msg ?? `${pythonRepr(first)} == ${pythonRepr(second)}`)
  }
  assertIn<T>(member: T, container: Iterable<T>, msg: string | null = null): void {
    if (![...container].some(each => isDeepStrictEqual(each, member)))
      this.fail(msg ?? `${pythonRepr(member)} not found in ${pythonRepr(container)}`)
  }
  /** Equal when rounded to some places. */
  assertAlmostEqual(first: number, second: number, places = 7, msg: string | null = null): void {
    if (first !== second && !(Math.abs(second - first) < 0.5 * 10 ** -places))
      this.fail(msg ?? `${pythonRepr(first)} != ${pythonRepr(second)} within ${places} places`)
  }
}
// @ts-expect-error the guarded class takes its place
TestCase = guardedClass(TestCase)
setMethodSignatures(
  TestCase,
  'assertAllClose(a, b, rtol=1e-06, atol=1e-06)',
  'assertAllCloseAccordingToType(a, b, rtol=1e-06, atol=1e-06)',
)

/** Without optimizations, as TensorFlow's tests run. */
function configOf(given: ConfigProto | null, forceGpu: boolean): ConfigProto {
  const config = new ConfigProto()
  if (given !== null) config.CopyFrom(given)
  else config.gpu_options.per_process_gpu_memory_fraction = 0.3
  if (given === null || forceGpu) config.allow_soft_placement = !forceGpu
  config.graph_options.optimizer_options.opt_level = -1
  return config
}
