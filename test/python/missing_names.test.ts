/** Names that tf0 lacks: who asks for one is told which library has it, and none of TensorFlow's that are told so is there. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'
import { unsupportedNames } from '../../src/python/objects/unsupported_names.ts'

test('what is said to be missing is missing', async () => {
  const python = await createPython(tf)
  const missing = [...unsupportedNames()].filter(([module]) => module.startsWith('tensorflow'))
  expect(missing.length).toBeGreaterThan(10)
  const there = missing.flatMap(([module, names]) =>
    [...names]
      .filter(name => python.evaluate(`hasattr(m, '${name}')`, { globals: python.run(`import ${module} as m\n`) }))
      .map(name => `${module}.${name}`),
  )
  expect(there).toEqual([])
  expect(() => python.run('import tensorflow as tf\ntf.train.do_quantize_training_on_graphdef\n')).toThrow(
    "module 'tensorflow.train' has no attribute 'do_quantize_training_on_graphdef' (TensorFlow 0.12 has it; tf0 does not, yet)",
  )
  expect(() => python.run('import sklearn\n')).toThrow('a library that tf0 does not have, yet')
})
