import { expect, test } from 'vitest'
import type { PackedMemory } from '../../src/kernels/reference/resources/packed_memory.ts'
import { TensorStack } from '../../src/kernels/reference/resources/tensor_stack.ts'
import { elementsAt } from '../../src/runtime/memory.ts'
import { float32 } from '../../src/tensor/dtypes.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'

/** Memory whose blocks can be counted. */
function memoryOf(bytes: number): { readonly memory: PackedMemory; readonly blocks: Set<number> } {
  const buffer = new ArrayBuffer(bytes)
  const blocks = new Set<number>()
  let end = 64
  return {
    blocks,
    memory: {
      allocate: size => {
        const address = end
        end += size
        blocks.add(address)
        return address
      },
      free: address => void blocks.delete(address),
      array: (dtype, shape, address) =>
        new NDArray(
          dtype,
          shape,
          elementsAt(
            dtype,
            buffer,
            address,
            shape.reduce((a, b) => a * b, 1),
          ),
        ),
    },
  }
}
const pair = (a: number, b: number): NDArray => NDArray.of([a, b], float32)

test('values pass from arrays to memory and back, in their order', () => {
  const { memory, blocks } = memoryOf(4096)
  const stack = new TensorStack('s', float32)
  stack.push(pair(1, 2))
  stack.push(pair(3, 4))
  const packed = stack.pack(memory, [2])
  expect(packed).toMatchObject({ count: 2, stride: 16, shape: [2] })
  expect(stack.pack(memory, [2])).toBe(packed)
  expect(stack.pop().tolist()).toEqual([3, 4])
  // pushed as an array again
  stack.push(pair(5, 6))
  expect(blocks.size).toBe(0)
  expect([stack.pop().tolist(), stack.pop().tolist()]).toEqual([
    [5, 6],
    [1, 2],
  ])
  expect(() => stack.pop()).toThrow('Stack[s] is empty when calling Pop().')
})

test('packed values get more room, and keep what they are', () => {
  const { memory, blocks } = memoryOf(1 << 16)
  const stack = new TensorStack('s', float32)
  let packed = stack.pack(memory, [2]) as NonNullable<ReturnType<TensorStack['pack']>>
  for (let i = 0; i < 100; i++) {
    if (i === packed.capacity) packed = stack.grow(i)
    ;(memory.array(float32, [2], packed.address + i * packed.stride).data as Float32Array).set([i, -i])
  }
  stack.left(100)
  expect(packed.capacity).toBeLessThan(400)
  expect(blocks.size).toBe(1)
  for (let i = 99; i >= 0; i--) expect(stack.pop().tolist()).toEqual([i, -i])
  stack.clear()
  expect(blocks.size).toBe(0)
})

test('values of different shapes are not packed; one value that all have is known', () => {
  const { memory } = memoryOf(4096)
  const stack = new TensorStack('s', float32)
  expect([stack.shape, stack.uniform]).toEqual([undefined, undefined])
  stack.push(pair(1, 2))
  stack.push(pair(1, 2))
  expect(stack.uniform?.tolist()).toEqual([1, 2])
  stack.pack(memory, [2])
  expect(stack.uniform?.tolist()).toEqual([1, 2])
  stack.push(pair(1, 3))
  expect(stack.uniform).toBeUndefined()
  stack.push(NDArray.of(1, float32))
  expect(stack.shape).toBeUndefined()
  expect(stack.pack(memory, [2])).toBeUndefined()
  expect(stack.pop().tolist()).toBe(1)
})
