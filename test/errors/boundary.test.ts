/** What leaves tf0: errors made on purpose at the user's line, what users throw unchanged, and InternalErrors for everything else. */
import { expect, test, vi } from 'vitest'
import { pyfunction, setMethodSignatures } from '../../src/calling/signature.ts'
import { failed, guarded, guardedClass, hasBoundary } from '../../src/errors/boundary.ts'
import { isBug } from '../../src/errors/bug.ts'
import { Message } from '../../src/formats/proto/message.ts'
import { defineOp, lookupOp } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: a module in plain JavaScript
const mistakes = (await import('../../scripts/smoke/mistakes.js' as string)) as any

test('stacks begin at the line of the mistake', async () => {
  expect(mistakes.mistakes(tf).length).toBeGreaterThan(60)
  tf.reset_default_graph()
  expect(await mistakes.wrongStacks(tf)).toEqual([])
})

function thrownBy(f: () => unknown): unknown {
  try {
    f()
  } catch (error) {
    return error
  }
  return undefined
}

test('what functions of the user throw passes as it is', () => {
  const mine = [new TypeError('mine'), new RangeError('mine'), 'a text', undefined, { code: 5 }]
  for (const error of mine) {
    const fail = (): never => {
      throw error
    }
    const one = tf.constant(1)
    for (const call of [
      () => tf.name_scope('a', fail),
      () => tf.variable_scope('a', fail),
      () => tf.while_loop(fail, fail, [0]),
      () => tf.cond(tf.constant(true), fail, fail),
      () => tf.map_fn(fail, tf.constant([1])),
      () => tf.make_template('t', fail)(),
      () => tf.contrib.layers.fully_connected(tf.ones([1, 2]), 3, { activation_fn: fail }),
      () => tf.get_variable(`v${Math.random()}`, [1], { initializer: fail }),
      () => tf.device(fail as never, () => tf.constant(1)),
      () => new tf.Variable(fail, { dtype: tf.float32 }),
      () => tf.with({ enter: fail, [Symbol.dispose]: () => undefined }),
      () => tf.constant(one.op.graph.as_default(fail)),
      () =>
        tf.add_n({
          get length() {
            return fail()
          },
          [Symbol.iterator]: fail,
        } as never),
    ])
      expect(isBug(thrownBy(call))).toBe(false)
    expect(thrownBy(() => tf.name_scope('a', fail))).toBe(error)
    expect(thrownBy(() => tf.map_fn(fail, tf.constant([1])))).toBe(error)
  }
})

test('the error of a gradient function of the user passes', () => {
  const mine = new TypeError('mine')
  tf.RegisterGradient('FailsForTheTest')(() => {
    throw mine
  })
  const graph = new tf.Graph()
  graph.as_default(() => {
    const x = tf.placeholder(tf.float32)
    const y = graph.gradient_override_map({ Identity: 'FailsForTheTest' }, () => tf.identity(x))
    expect(thrownBy(() => tf.gradients(y, [x]))).toBe(mine)
  })
})

// the code of these stands for tf0's own: what it throws is judged by where it was made
const own =
  (await import('../../src/ops/resources/user_ops.ts')) &&
  new Function(
    'what',
    `throw what === 1 ? null.x : new RangeError('y')\n//# sourceURL=${new URL('../../src/planted.ts', import.meta.url).href}`,
  )

test('a mistake of tf0 becomes an InternalError that says so, with the original as its cause', () => {
  const raw = pyfunction('raw(x)', ({ x }: { x: unknown }) => own(x))
  class Raw {
    constructor(x: unknown) {
      if (x !== 0) own(x)
    }
    method(x: unknown): unknown {
      return own(x)
    }
    signed(x: unknown): unknown {
      return own(x)
    }
    get broken(): unknown {
      return own(1)
    }
    static make(x: unknown): unknown {
      return own(x)
    }
  }
  const Guarded = guardedClass(Raw)
  setMethodSignatures(Guarded, 'signed(x)')
  for (const call of [
    () => raw(1),
    () => raw(2),
    () => new Guarded(1),
    () => new Guarded(0).method(1),
    () => new Guarded(0).signed(1),
    () => new Guarded(0).broken,
    () => Guarded.make(2),
    () => guarded((x: unknown) => own(x))(1),
  ]) {
    const error = thrownBy(call) as tf.OpError & { cause: Error }
    expect(error).toBeInstanceOf(tf.errors.InternalError)
    expect(error.constructor.name).toBe('InternalError')
    expect(error.message).toMatch(/bug of tf0.*report/)
    expect(isBug(error)).toBe(true)
    expect(error.cause).toBeInstanceOf(Error)
    expect(error.stack?.split('\n').find(line => line.includes(' at '))).toContain('boundary.test.ts')
  }
  expect(new Guarded(0)).toBeInstanceOf(Raw)
  expect(new Guarded(0).constructor).toBe(Guarded)
})

test('what an argument of the wrong kind leads to is a TypeError that names it', () => {
  const { layers, distributions, framework } = tf.contrib
  const cases: [() => unknown, RegExp][] = [
    // a class, whose signature is that of what stands for it
    [
      () => new distributions.bijector.Chain(tf.float32 as never),
      /^__init__\(\) argument 'bijectors' must be a list or tuple, not DType$/,
    ],
    // a public function within a public function
    [
      () => layers.legacy_fully_connected(tf.ones([2, 2]), Object.create(null)),
      /'num_output_units' cannot be an object without a prototype/,
    ],
    // what a list holds
    [
      () => framework.reduce_sum_n([1, 2] as never),
      /'tensors' must be a list of Tensors or Variables, not a list that holds an int$/,
    ],
    [
      () => layers.check_feature_columns([null] as never),
      /'feature_columns' must be a list of feature columns, not a list that holds a NoneType$/,
    ],
    [() => layers.apply_regularization(class {} as never, [tf.ones([1])] as never), /'regularizer' must be callable/],
    [() => new tf.NodeDef(null as never), /^NodeDef\(\) takes an object of fields/],
    [() => Number(tf.np.array([new tf.Complex(1, 2)])), /^can't convert complex to float$/],
    [() => tf.NDArray.of(['a', 'b']).sum(), /^cannot perform reduce with flexible type$/],
  ]
  for (const [call, message] of cases) {
    const error = thrownBy(call) as Error
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(message)
    expect(isBug(error)).toBe(false)
  }
  // an argument that fits does not excuse a mistake
  expect(isBug(thrownBy(() => pyfunction('f(body)', () => own(1))({ body: () => 1 } as never)))).toBe(true)
})

test('what a kernel throws that is no status is a mistake of tf0', () => {
  if (!lookupOp('BrokenForTheTest'))
    defineOp('BrokenForTheTest', {
      outputs: ['y: float'],
      infer: () => [[]],
      gradient: 'none',
      stateful: true,
      kernel: () => own(2),
      lower: { kind: 'host' },
    } as never)
  const graph = new tf.Graph()
  const y = graph.as_default(() =>
    graph.addNode({
      def: lookupOp('BrokenForTheTest') as never,
      inputs: [],
      argLengths: [],
      outputTypes: [tf.float32],
      attrs: new Map(),
      name: 'y',
    }),
  )
  const session = new tf.Session({ graph })
  expect(isBug(thrownBy(() => session.run(y)))).toBe(true)
  session.close()
})

test('all of tf0 is behind the boundary', () => {
  /** What throws nothing, is called at every turn, or passes its arguments on to a function that is none of these; its stacks begin at the user's line too. */
  const OPEN = [
    'as_dtype',
    // numpy's name of as_dtype
    'dtype',
    'float',
    'int',
    'get_default_graph',
    'relu',
    'relu6',
    'linear',
    'legacy_linear',
    'legacy_relu',
    'error_code_from_exception_type',
    'exception_type_from_error_code',
  ]
  const HOT = [
    'Complex',
    'DType',
    'Dimension',
    'Graph',
    'NDArray',
    'Operation',
    'PyFloat',
    'PyInt',
    'SliceSpec',
    'Tensor',
    'TensorShape',
  ]
  const open: string[] = []
  const seen = new Set<unknown>()
  let functions = 0
  const walk = (names: object, path: string): void => {
    for (const [name, value] of Object.entries(names)) {
      if (value === null || seen.has(value)) continue
      if (typeof value === 'function') {
        seen.add(value)
        functions++
        const isError = value.prototype instanceof Error || value.prototype instanceof Message
        if (!hasBoundary(value) && !isError && !OPEN.includes(name) && !HOT.includes(value.name)) open.push(path + name)
      } else if (typeof value === 'object' && [null, Object.prototype].includes(Object.getPrototypeOf(value))) {
        seen.add(value)
        walk(value, `${path}${name}.`)
      }
    }
  }
  walk(tf, 'tf.')
  expect(functions).toBeGreaterThan(1000)
  expect(open).toEqual([])
})

test('DEBUG=errors shows the frames of tf0', () => {
  vi.stubEnv('DEBUG', 'errors')
  const { stack } = thrownBy(() => (tf.square as () => unknown)()) as Error
  vi.unstubAllEnvs()
  expect(stack).toMatch(/signature\.ts/)
})

test('errors that are made on purpose stay themselves', () => {
  const error = new tf.ValueError('mine')
  expect(failed(error, () => undefined)).toBe(error)
  expect(() => (tf.square as () => unknown)()).toThrow(TypeError)
  expect(Object.getPrototypeOf(thrownBy(() => (tf.square as () => unknown)())).constructor.name).toBe('TypeError')
})
