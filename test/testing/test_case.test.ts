/** tf.test.TestCase and tf.test.main for programs in TypeScript. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { inFolder } from '../train/checkpoint_files.ts'

afterEach(() => tf.reset_default_graph())
const failing = (body: (self: tf.test.TestCase) => void): (() => void) => {
  return () => body(new tf.test.TestCase())
}

class SquareTest extends tf.test.TestCase {
  static readonly seen: string[] = []
  override setUp(): void {
    super.setUp()
    SquareTest.seen.push('setUp')
  }
  testValues(): void {
    this.test_session(sess => {
      const y = tf.square([1, 2, 3], { name: 'y' })
      this.assertAllEqual(y.eval(), [1, 4, 9])
      this.assertAllClose(sess.run(y), [1, 4, 9 + 1e-6])
      this.assertShapeEqual(sess.run(y) as tf.NDArray, y)
      expect(y.device).toBe('/device:CPU:0')
    })
    // one session, and one graph, for all of a test
    const outer = this.test_session()
    expect(this.test_session(sess => sess)).toBe(outer.value)
    expect(tf.get_default_session()).toBe(outer.value)
    outer[Symbol.dispose]()
    expect(tf.get_default_session()).toBe(null)
  }
  testSeeds(): void {
    this.assertEqual(tf.get_default_graph().seed, 87654321)
    this.assertEqual(tf.get_default_graph().get_operations(), [])
    SquareTest.seen.push(String(tf.np.random.rand()))
  }
  testSeedsAgain(): void {
    this.testSeeds()
  }
  async testLater(): Promise<void> {
    const thread = this.checkedThread((x: number) => Promise.resolve(SquareTest.seen.push(`thread ${x}`)), [3])
    thread.start()
    this.assertTrue(thread.is_alive())
    await thread.join()
    this.assertFalse(thread.is_alive())
  }
  testSkipped(): void {
    this.skipTest('not now')
  }
}

describe('under any runner', () => {
  const tests = SquareTest.tests()
  test('the tests by name', () => {
    expect(tests.map(([name]) => name)).toEqual([
      'testLater',
      'testSeeds',
      'testSeedsAgain',
      'testSkipped',
      'testValues',
    ])
  })
  for (const [name, body] of tests) test(name, body)
  test('each ran after setUp, with the same seeds', () => {
    const { seen } = SquareTest
    expect(seen.filter(text => text === 'setUp')).toHaveLength(5)
    expect(seen).toContain('thread 3')
    const numbers = seen.filter(text => text.startsWith('0.'))
    expect(numbers).toHaveLength(2)
    expect(numbers[0]).toBe(numbers[1])
  })
  test('a thread that fails or goes on fails its test', async () => {
    class ThreadTest extends tf.test.TestCase {
      testFails(): void {
        const thread = this.checkedThread(() => this.fail('inside'))
        thread.start()
        expect(() => thread.start()).toThrow('threads can only be started once')
        void thread.join()
      }
      testGoesOn(): void {
        this.checkedThread(() => new Promise(() => undefined)).start()
      }
    }
    const [fails, goesOn] = ThreadTest.tests()
    await expect(fails?.[1]()).rejects.toThrow('Error in checkedThread: inside')
    await expect(goesOn?.[1]()).rejects.toThrow('A checkedThread did not terminate')
    await expect(new ThreadTest('testMissing').run()).rejects.toThrow('no such test method in ThreadTest: testMissing')
  })
})

describe('assertions', () => {
  const self = new tf.test.TestCase()
  test('of arrays', () => {
    self.assertAllClose([1, Number.NaN], [1, Number.NaN])
    self.assertAllClose([1, 2], [1.05, 2], { rtol: 0.1 })
    self.assertAllClose([1], [1.05], 0, 0.1)
    self.assertAllCloseAccordingToType(tf.np.array([1], 'float16'), [1.0005])
    self.assertAllEqual(tf.np.array(['a', 'b']), tf.np.array(['a', 'b']))
    self.assertAllEqual([[1], [Number.NaN]], [[1], [Number.NaN]])
    self.assertArrayNear([1, 2], [1.1, 2], 0.2)
    self.assertNDArrayNear(tf.np.array([3, 4]), tf.np.array([3, 4.1]), 0.2)
    for (const [message, body] of [
      [
        'Not equal to tolerance rtol=1e-06, atol=1e-06\nMismatched elements: 1 / 2 (50%)\nwhere = (1)',
        failing(s => s.assertAllClose([1, 2], [1, 3])),
      ],
      [
        'Arrays are not equal\nMismatched elements: 1 / 4 (25%)\nwhere = (1, 0)',
        failing(s =>
          s.assertAllEqual(
            [
              [1, 2],
              [3, 4],
            ],
            [
              [1, 2],
              [5, 4],
            ],
          ),
        ),
      ],
      ['Shape mismatch: expected (2,), got (3,).', failing(s => s.assertAllEqual([1, 2], [1, 2, 3]))],
      ['Mismatched elements: 1 / 1', failing(s => s.assertAllEqual(tf.np.array(['a']), tf.np.array(['b'])))],
      ['1.000000 != 2.000000 +/- 0.500000 (far)', failing(s => s.assertNear(1, 2, 0.5, 'far'))],
      ['2 != 1', failing(s => s.assertArrayNear([1, 2], [1], 1))],
      ['is not true', failing(s => s.assertNDArrayNear(tf.np.array([1]), tf.np.array([2]), 0.5))],
    ] as const) {
      expect(body).toThrow(tf.AssertionError)
      expect(body).toThrow(message)
    }
    expect(failing(s => s.assertShapeEqual([1] as never, tf.constant(1)))).toThrow(
      'np_array must be a Numpy ndarray or Numpy scalar',
    )
  })
  test('of errors', () => {
    self.test_session(sess => {
      const bad = tf.matrix_inverse(tf.zeros([2, 2]), { name: 'bad' })
      self.assertRaisesOpError('not invertible', () => sess.run(bad))
      self.assertRaisesOpError('Caused by: bad', () => sess.run(bad))
      tf.with(self.assertRaisesOpError(/invertible/), () => sess.run(bad))
      expect(failing(s => s.assertRaisesOpError('zzz', () => sess.run(bad)))).toThrow('Exception of type')
      expect(failing(s => s.assertRaisesOpError('x', () => undefined))).toThrow('OpError not raised')
    })
    self.tearDown()
    self.assertRaisesWithPredicateMatch(
      tf.ValueError,
      e => e.message.includes('Dimensions'),
      () => tf.matmul(tf.zeros([1, 2]), tf.zeros([3, 1])),
    )
    self.assertRaises(tf.ValueError, () => tf.constant([1], { shape: [-1] }))
    expect(
      failing(s =>
        s.assertRaisesRegexp(tf.ValueError, 'y', () => {
          throw new tf.ValueError('x')
        }),
      ),
    ).toThrow('x')
  })
  test('of messages, texts and devices', () => {
    const graph = new tf.Graph()
    graph.as_default(() => tf.no_op({ name: 'a' }))
    self.assertProtoEqualsVersion('node { name: "a" op: "NoOp" }', graph.as_graph_def())
    self.assertProtoEquals(graph.as_graph_def(), graph.as_graph_def())
    expect(failing(s => s.assertProtoEqualsVersion('node { name: "b" op: "NoOp" }', graph.as_graph_def()))).toThrow(
      'name: "b"',
    )
    expect(failing(s => s.assertProtoEquals(new tf.NodeDef(), new tf.GraphDef()))).toThrow(
      "Can't compare protos of type NodeDef and GraphDef",
    )
    self.assertStartsWith('abc', 'ab')
    expect(failing(s => s.assertStartsWith('abc', 'b', 'why'))).toThrow("'abc' does not start with 'b' : 'why'")
    self.assertDeviceEqual('/job:a/cpu:0', '/job:a/device:CPU:0')
    expect(failing(s => s.assertDeviceEqual('/cpu:0', null))).toThrow('are not equal')
    self.assertIn(2, [1, 2])
    self.assertAlmostEqual(1, 1 + 1e-9)
    expect(failing(s => s.assertAlmostEqual(1, 1.1))).toThrow('1 != 1.1 within 7 places')
    expect(failing(s => s.assertIn(3, [1, 2]))).toThrow('3 not found in [1, 2]')
    expect(failing(s => s.assertNotEqual([1], [1]))).toThrow('[1] == [1]')
  })
})

test('tf.test.main runs tests by itself', () => {
  inFolder(folder => {
    const source = new URL('../../src/index.ts', import.meta.url).href
    const program = join(folder, 'sums.test_program.mts')
    writeFileSync(
      program,
      `import * as tf from '${source}'
      class SumTest extends tf.test.TestCase {
        testRight() { this.test_session(() => this.assertAllEqual(tf.add(1, 2).eval(), 3)) }
        testWrong() { this.assertEqual(1 + 1, 3) }
        testBroken() { throw new tf.ValueError('no') }
        testLater() { this.skipTest('later') }
      }
      await tf.test.main(SumTest)\n`,
    )
    const run = (...words: string[]): { status: number | null; stderr: string } =>
      spawnSync(process.execPath, ['--import', 'tsx', program, ...words], { encoding: 'utf8' })
    const all = run()
    expect(all.status).toBe(1)
    expect(all.stderr).toMatch(/^Es\.F\n/)
    expect(all.stderr).toContain('FAIL: SumTest.testWrong')
    expect(all.stderr).toMatch(/Ran 4 tests in \d+\.\d{3}s\n\nFAILED \(failures=1, errors=1, skipped=1\)\n$/)
    const one = run('-v', 'SumTest.testRight')
    expect(one.status).toBe(0)
    expect(one.stderr).toMatch(/^SumTest\.testRight \.\.\. ok\n/)
    expect(one.stderr).toMatch(/Ran 1 test in [\d.]+s\n\nOK\n$/)
  })
}, 120_000)

test('main wants test cases', async () => {
  await expect(tf.test.main()).rejects.toThrow(
    'tf.test.main takes the classes of the tests to run: tf.test.main(MyTest)',
  )
  await expect(tf.test.main(Map as never)).rejects.toThrow(tf.ValueError)
})
