/** The names of operators: special methods have them between underscores, methods of arrays and tensors and the helpers of ported programs as they are. */
import type { BinaryOperator, ComparisonOperator } from './ast.ts'

export const BINARY_NAMES: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
}

/** Those that compare in order or for equality. */
export const COMPARISON_NAMES = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
} as const satisfies Partial<Record<ComparisonOperator, string>>
