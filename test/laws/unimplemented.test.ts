/** Every op of TensorFlow 0.12.1 is registered, and runs. */
import { expect, test } from 'vitest'
import { kernelOf } from '../../src/graph/kernel_of.ts'
import { lookupOp, registeredOps } from '../../src/graph/op_def.ts'
import '../../src/index.ts'
import opNames from '../golden/op_names.json' with { type: 'json' }

test('every op of TensorFlow 0.12.1 is registered', () => {
  expect(opNames.filter(name => !lookupOp(name))).toEqual([])
})

test('every op has a kernel', () => {
  expect(registeredOps().flatMap(def => (kernelOf(def) ? [] : [def.name]))).toEqual([])
  expect(registeredOps().flatMap(def => (def.spec.lower?.kind === 'unimplemented' ? [def.name] : []))).toEqual([])
})
