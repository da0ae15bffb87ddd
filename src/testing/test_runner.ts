/** Runs test cases by themselves, and says how they went as Python's unittest does. */

import { guarded } from '../errors/boundary.ts'
import { AssertionError, ValueError } from '../errors/python.ts'
import { commandLine } from '../platform/command_line.ts'
import { SkipTest, TestCase } from './test_case.ts'

type CaseClass = new (methodName?: string) => TestCase
interface Failure {
  readonly kind: 'FAIL' | 'ERROR'
  readonly id: string
  readonly error: unknown
}
const LINE = 70

/** The tests of the classes that the command line names (`SquareTest` or `SquareTest.testSquare`), or all. */
function chosen(cases: readonly CaseClass[], names: readonly string[]): [id: string, one: TestCase][] {
  const all = cases.flatMap(type =>
    (type as CaseClass & typeof TestCase)
      .tests()
      .map(([name]): [string, TestCase] => [`${type.name}.${name}`, new type(name)]),
  )
  if (names.length === 0) return all
  const wanted = names.flatMap(name => {
    const found = all.filter(([id]) => id === name || id.startsWith(`${name}.`))
    if (found.length === 0) throw new ValueError(`there is no test ${name}`)
    return found
  })
  return wanted
}

/**
 * Runs the tests of some test cases, one after another, prints a dot for each (`-v`: its name) and the errors, and sets the exit code of the
 * process: 1 where a test failed. Names on the command line choose tests. Error: ValueError without test cases, and for names of none.
 *
 *     tf.test.main(SquareTest, CubeTest)
 */
export const main = guarded(async (...cases: readonly CaseClass[]): Promise<void> => {
  if (cases.length === 0 || cases.some(each => !(each?.prototype instanceof TestCase)))
    throw new ValueError('tf.test.main takes the classes of the tests to run: tf.test.main(MyTest)')
  const words = commandLine().slice(1)
  const verbose = words.includes('-v') || words.includes('--verbose')
  const tests = chosen(
    cases,
    words.filter(word => !word.startsWith('-')),
  )
  const failures: Failure[] = []
  let skipped = 0
  const begin = performance.now()
  for (const [id, one] of tests) {
    let outcome = ['.', 'ok']
    try {
      await one.run()
    } catch (error) {
      if (error instanceof SkipTest) {
        skipped++
        outcome = ['s', `skipped '${error.message}'`]
      } else {
        const kind = error instanceof AssertionError ? 'FAIL' : 'ERROR'
        failures.push({ kind, id, error })
        outcome = [kind.charAt(0), kind]
      }
    }
    process.stderr.write(verbose ? `${id} ... ${outcome[1]}\n` : (outcome[0] as string))
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(3)
  process.stderr.write(`\n${summary(failures, tests.length, skipped, seconds)}`)
  if (failures.length > 0) process.exitCode = 1
}, 'main')

function summary(failures: readonly Failure[], count: number, skipped: number, seconds: string): string {
  const texts = failures.map(({ kind, id, error }) => {
    const text = (error as Error)?.stack ?? String(error)
    return `${'='.repeat(LINE)}\n${kind}: ${id}\n${'-'.repeat(LINE)}\n${text}\n\n`
  })
  const counts = [
    ...(['FAIL', 'ERROR'] as const).map(kind => {
      const found = failures.filter(failure => failure.kind === kind).length
      return found > 0 ? `${kind === 'FAIL' ? 'failures' : 'errors'}=${found}` : ''
    }),
    skipped > 0 ? `skipped=${skipped}` : '',
  ].filter(text => text !== '')
  const verdict = `${failures.length > 0 ? 'FAILED' : 'OK'}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
  return `${texts.join('')}${'-'.repeat(LINE)}\nRan ${count} test${count === 1 ? '' : 's'} in ${seconds}s\n\n${verdict}\n`
}
