/** What registers a conversion is checked at once: a wrong one would fail in every later call. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

test.each([
  [null, (): null => null, 100, 'accepts must be a function, not None'],
  [() => false, 'text', 100, "convert must be a function, not 'text'"],
  [() => false, (): null => null, 'first', "priority must be a number, not 'first'"],
])('%s %s %s', (accepts, convert, priority, message) => {
  expect(() => tf.register_tensor_conversion(accepts as never, convert as never, priority as never)).toThrow(message)
  expect(tf.convert_to_tensor([1, 2]).get_shape().as_list()).toEqual([2])
})
