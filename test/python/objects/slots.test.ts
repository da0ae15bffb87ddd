/** Classes that the front end has never heard of take part in a program by their slots. */
import { beforeAll, expect, test } from 'vitest'
import { PythonInterpreter } from '../../../src/python/interpreter.ts'
import { defineSlots, slotsOf } from '../../../src/python/objects/slots.ts'
import { int } from '../../../src/python/objects/values/numbers.ts'

/** A length in metres. */
class Metres {
  readonly amount: number
  constructor(amount: number) {
    this.amount = amount
  }
}
class Feet extends Metres {}

const of = (value: unknown): number =>
  value instanceof Metres ? value.amount : Number((value as { value: number }).value)

defineSlots(Metres, {
  typeName: () => 'metres',
  str: self => `${self.amount} m`,
  format: (self, spec) => `${self.amount}|${spec}`,
  truth: self => self.amount !== 0,
  number: self => int(self.amount),
  index: self => self.amount,
  length: self => self.amount,
  iterate: self => ['x'.repeat(self.amount), 'end'].values(),
  getItem: (self, index) => [self.amount, index],
  contains: (self, item) => of(item) < self.amount,
  binary: (operator, a, b) => (operator === '+' ? new Metres(of(a) + of(b)) : undefined),
  equality: (operator, a, b) => (of(a) === of(b)) === (operator === '=='),
  unary: (operator, self) => (operator === '-' ? new Metres(-self.amount) : undefined),
  inPlace: (_operator, _self, result) => [result],
  countsAs: (_self, type) => type === 'float',
  copy: self => new Metres(self.amount + 1000),
})
defineSlots(Feet, { typeName: () => 'feet', str: self => `${self.amount} ft` })

let python: PythonInterpreter
beforeAll(async () => {
  python = await PythonInterpreter.create({ write: () => undefined })
})

const evaluate = (text: string): unknown =>
  python
    .run(`import copy\nresult = str((${text}))\n`, {
      globals: new Map<string, unknown>([
        ['m', new Metres(3)],
        ['none', new Metres(0)],
        ['ft', new Feet(2)],
      ]),
      version: 3,
    })
    .get('result')

test.each([
  ['m', '3 m'],
  ["'{:>4}'.format(m)", '3|>4'],
  ['bool(m), bool(none)', '(True, False)'],
  ['int(m), float(m)', '(3, 3.0)'],
  ['[10, 20, 30, 40][m]', '40'],
  ['len(m)', '3'],
  ['list(m)', "['xxx', 'end']"],
  ["m['a']", "[3, 'a']"],
  ['2 in m, 3 in m', '(True, False)'],
  ['m + 1', '4 m'],
  ['1 + m', '4 m'],
  ['m == 3, m != 3, 3 == m, 4 != m', '(True, False, True, True)'],
  ['-m', '-3 m'],
  ['isinstance(m, float), isinstance(m, int)', '(True, False)'],
  ['copy.copy(m)', '1003 m'],
  ['ft', '2 ft'],
  ['ft + m', '5 m'],
])('%s', (text, expected) => {
  expect(evaluate(text)).toBe(expected)
})

test('errors show the name that the slot gives', () => {
  expect(() => evaluate('m - 1')).toThrow("unsupported operand type(s) for -: 'metres' and 'int'")
  expect(() => evaluate('ft()')).toThrow("'feet' object is not callable")
})

test('what is set in place is what the slot gives', () => {
  const globals = python.run('m += 1\n', { globals: new Map([['m', new Metres(3)]]), version: 3 })
  expect(globals.get('m')).toEqual([new Metres(4)])
})

test('slots that are defined later count for classes below, too', () => {
  class Yards extends Feet {}
  expect(slotsOf(new Yards(1)).typeName?.(new Yards(1))).toBe('feet')
  defineSlots(Feet, { truth: () => false })
  expect(slotsOf(new Yards(1)).truth?.(new Yards(1))).toBe(false)
  expect(slotsOf(new Yards(1)).str?.(new Yards(1))).toBe('1 ft')
  expect(slotsOf(new Metres(1)).truth?.(new Metres(1))).toBe(true)
  expect(slotsOf(null)).toEqual({})
})
