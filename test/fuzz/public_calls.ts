/** Calls of all that is public, with arguments of every kind: each succeeds or raises an error that is made on purpose, in little time and memory. */

import { signatureOf } from '../../src/calling/signature.ts'
import { isBug } from '../../src/errors/bug.ts'
import { isDeliberate } from '../../src/errors/deliberate.ts'
import * as tf from '../../src/index.ts'
import { Dice } from './bad_nodes.ts'
import { argumentKinds, instances } from './public_values.ts'

/** What is not called, and why. */
const LEFT_OUT: readonly (readonly [path: RegExp, why: string])[] = [
  [/^tf\.app\.run$/, 'ends the process'],
  [/^tf\.gfile\./, 'reads and writes files'],
  [/^tf\.app\.flags\.|^tf\.flags\./, 'reads the arguments of the process; its flags are one table for it'],
  [
    /^tf\.(register_tensor_conversion|register_tensor_conversion_function|RegisterGradient|NoGradient|NotDifferentiable)$/,
    'changes all later calls',
  ],
  [/^tf\.contrib\.distributions\.RegisterKL$/, 'changes all later calls'],
  [/^tf\.trust_imported_graphs$/, 'changes all later calls'],
  [
    /^tf\.np\.(set_printoptions|save|savez|savetxt|load|loadtxt|fromfile|genfromtxt)$/,
    'writes or reads files, or changes all later calls',
  ],
  [/^tf\.np\.random\.(seed|set_state)$/, 'changes all later calls'],
  [/^tf\.(contrib\.learn|examples)\./, 'loads data sets'],
  [
    /^tf\.(train\.(write_graph|export_meta_graph|import_meta_graph|NewCheckpointReader|SummaryWriter|summary_iterator)|python_io)/,
    'reads and writes files',
  ],
  [/^tf\.logging\./, 'prints, and changes what later calls print'],
  [/^tf\.test\./, 'runs tests'],
  [/InteractiveSession$|InteractiveSession\.close$/, 'stays the default session of all later calls'],
  [/\.run_async$/, 'rejects later, with what a run rejects with'],
  [/\._[a-z_]+$/, 'private in TensorFlow: subclasses call it with what they were given'],
  [/\._[A-Z]\w+/, 'private in TensorFlow: functions of layers make feature columns'],
  [
    /^tf\.(Graph|Operation|Tensor)\.\w*[a-z][A-Z]\w*$|^tf\.Graph\.(extra|opDef)$|^tf\.Operation$|\.setFoundShape$|NDArray\.make$|RandomState\.distribution$|LookupInterface/,
    'called between modules of tf0 alone',
  ],
  [
    /^tf\.(QueueBase|ConditionalAccumulatorBase|PartitionedVariable|TensorHandle|contrib\.lookup\.\w+Base)$/,
    'made by subclasses and by sessions',
  ],
  [
    /^tf\.(DType\.allocate|NDArray\.zeros)$/,
    'kernels call them: the node of an array that is too large is added to the error later',
  ],
  [
    /Coordinator\.(join|wait_for_stop)$|LooperThread|QueueRunner\.create_threads$|start_queue_runners$/,
    'waits for threads',
  ],
]

export interface PublicCall {
  readonly path: string
  /** Names of the parameters, where a signature says them. */
  readonly keywords: readonly string[]
  /** How many parameters there are at least. */
  readonly needed: number
  readonly call: (receiver: object | undefined, args: readonly unknown[]) => unknown
  /** Methods: the class whose instance is wanted. */
  readonly of?: abstract new (
    ...args: never[]
  ) => object
}

type Callable = (...args: unknown[]) => unknown
type AnyClass = abstract new (...args: never[]) => object

const isNamespace = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [null, Object.prototype].includes(Object.getPrototypeOf(value))
const isClass = (f: object): boolean => {
  const prototype = Object.getOwnPropertyDescriptor(f, 'prototype')
  return prototype !== undefined && !prototype.writable
}

/** All public functions, constructors, static methods and methods, once each. */
export function publicCalls(): PublicCall[] {
  const found: PublicCall[] = []
  const seen = new Set<unknown>()
  const add = (path: string, f: object, call: PublicCall['call'], of?: AnyClass): void => {
    if (LEFT_OUT.some(([left]) => left.test(path))) return
    const parameters = signatureOf(f)?.parameters ?? []
    found.push({
      path,
      keywords: parameters.map(({ name }) => name),
      needed: signatureOf(f) ? parameters.filter(({ optional }) => !optional).length : (f as Callable).length,
      call,
      ...(of && { of }),
    })
  }
  const addMethods = (path: string, type: AnyClass): void => {
    const keys = new Set<string>()
    for (
      let at = type.prototype as object | null;
      at && at !== Object.prototype && at !== Error.prototype;
      at = Object.getPrototypeOf(at)
    ) {
      for (const key of Object.getOwnPropertyNames(at)) {
        if (key === 'constructor' || keys.has(key)) continue
        keys.add(key)
        const { value, get } = Object.getOwnPropertyDescriptor(at, key) as PropertyDescriptor
        const member = (value ?? get) as object | undefined
        if (typeof member !== 'function' || seen.has(member)) continue
        seen.add(member)
        add(
          `${path}.${key}`,
          member,
          (receiver, args) =>
            get
              ? Reflect.get(receiver as object, key)
              : ((receiver as Record<string, Callable>)[key] as Callable)(...args),
          type,
        )
      }
    }
  }
  const walk = (names: object, path: string): void => {
    for (const [name, value] of Object.entries(names)) {
      if (value === null || seen.has(value)) continue
      if (typeof value === 'function') {
        seen.add(value)
        const at = path + name
        if (!isClass(value)) {
          add(at, value, (_, args) => (value as Callable)(...args))
          continue
        }
        const type = value as AnyClass
        add(at, value, (_, args) => Reflect.construct(type, args))
        addMethods(at, type)
        for (const key of Object.getOwnPropertyNames(type)) {
          const member = Object.getOwnPropertyDescriptor(type, key)?.value as unknown
          if (typeof member === 'function' && key !== 'prototype' && !seen.has(member) && !isClass(member)) {
            seen.add(member)
            add(`${at}.${key}`, member, (_, args) => (type as unknown as Record<string, Callable>)[key]?.(...args))
          }
        }
      } else if (isNamespace(value)) {
        seen.add(value)
        walk(value, `${path}${name}.`)
      }
    }
  }
  walk(tf, 'tf.')
  return found
}

/** Processor time, in milliseconds, and memory, in bytes, that a call may take. */
const MOST_TIME = 2000
const MOST_MEMORY = 500e6

const cpuTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A call with what it is given, by name. */
export interface ChosenCall {
  readonly names: readonly string[]
  readonly receiver: object | undefined
  readonly args: readonly unknown[]
}

/** The arguments of call `round`: few or all of them, by position or by keyword. */
export function chooseArguments(call: PublicCall, dice: Dice, made: readonly object[]): ChosenCall | undefined {
  const { of } = call
  const receivers = of ? made.filter(each => each instanceof of) : []
  if (of && receivers.length === 0) return undefined
  const receiver = of ? dice.pick(receivers) : undefined
  const kinds = argumentKinds()
  const pick = (): (typeof kinds)[number] => dice.pick(kinds)
  const names: string[] = []
  const args: unknown[] = []
  const add = (): void => {
    const [name, value] = pick()
    names.push(name)
    args.push(value)
  }
  const most = Math.max(call.keywords.length, call.needed)
  // mostly what is needed, for fewer is refused at once
  const count = dice.chance(0.7) ? call.needed : dice.below(Math.min(most, 6) + 2)
  for (let i = 0; i < count; i++) add()
  if (call.keywords.length > 0 && dice.chance(0.4)) {
    const options: Record<string, unknown> = {}
    const chosen: string[] = []
    const left = call.keywords.slice(count)
    for (let i = 0; i < 2 && left.length > 0; i++) {
      const keyword = dice.pick(left)
      const [name, value] = pick()
      options[keyword] = value
      chosen.push(`${keyword}: ${name}`)
    }
    if (chosen.length > 0) {
      names.push(`{ ${chosen.join(', ')} }`)
      args.push(options)
    }
  }
  return { names, receiver, args }
}

/** What is wrong with how a call was treated; undefined where all is well. */
export async function complaint(call: PublicCall, { receiver, args }: ChosenCall): Promise<string | undefined> {
  const started = cpuTime()
  const before = process.resourceUsage().maxRSS * 1024
  const resident = process.memoryUsage.rss()
  let wrong: string | undefined
  try {
    const result = call.call(receiver, args)
    if (result instanceof Promise)
      await Promise.race([result, new Promise(resolve => setTimeout(resolve, 200).unref())])
  } catch (error) {
    if (isBug(error))
      wrong = `InternalError: ${((error as Error).cause as Error | undefined)?.stack ?? (error as Error).message}`
    else if (!isDeliberate(error)) wrong = error instanceof Error ? `${error.stack}` : `threw ${String(error)}`
  }
  const used = cpuTime() - started
  const peak = process.resourceUsage().maxRSS * 1024
  if (used > MOST_TIME) wrong ??= `took ${Math.round(used)} ms`
  if (peak > before && peak - resident > MOST_MEMORY) wrong ??= `took ${Math.round((peak - resident) / 1e6)} MB`
  return wrong?.split('\n').slice(0, 6).join('\n')
}

export interface Played {
  readonly calls: number
  readonly complaints: readonly string[]
}

/** Functions that are called on one graph, and the operations that it may have: some functions double them. */
const FRESH = 40
const MOST_OPERATIONS = 3000
const closeSessions = (made: readonly object[] = []): void => {
  for (const each of made) if (each instanceof tf.Session || each instanceof tf.InteractiveSession) each.close()
}

interface PlayOptions {
  readonly seed: number
  readonly rounds: number
  readonly only?: RegExp | undefined
  readonly from?: number
  /** One of so many calls. */
  readonly every?: number
  readonly begin?: (text: string) => void
  readonly found?: (text: string) => void
}

/** Plays `rounds` times with each public call. */
export async function playPublicCalls(
  calls: readonly PublicCall[],
  { seed, rounds, only, from = 0, every = 1, begin, found }: PlayOptions,
): Promise<Played> {
  const complaints: string[] = []
  let played = 0
  let made: object[] | undefined
  let since = 0
  for (const [i, call] of calls.entries()) {
    if (i < from || (i - from) % every !== 0 || (only && !only.test(call.path))) continue
    since++
    for (let round = 0; round < rounds; round++) {
      if (!made || since > FRESH || tf.get_default_graph().version > MOST_OPERATIONS) {
        closeSessions(made)
        tf.reset_default_graph()
        made = instances()
        since = 0
      }
      const chosen = chooseArguments(call, new Dice(seed * 1_000_003 + i * 1009 + round), made)
      if (!chosen) break
      const text = `${call.path}(${chosen.names.join(', ')})`
      begin?.(`${i} ${text}`)
      played++
      const wrong = await complaint(call, chosen)
      if (wrong === undefined) continue
      complaints.push(`${text}: ${wrong}`)
      found?.(complaints.at(-1) as string)
    }
  }
  closeSessions(made)
  return { calls: played, complaints }
}
