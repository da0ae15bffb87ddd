import { describe, expect, it } from 'vitest'
import { RESOURCE_EXHAUSTED } from '../../src/errors/op_errors.ts'
import { CONTROL_BYTES } from '../../src/kernels/wasm/barrier.ts'
import { ALIGNMENT, SLACK } from '../../src/kernels/wasm/step.ts'
import { leaseMemory, returnMemory, SharedMemory } from '../../src/runtime/memory.ts'
import { complex64, float32, int64 } from '../../src/tensor/dtypes.ts'
import { sequence } from '../kernels/wasm_harness.ts'

describe('the heap', () => {
  it('gives blocks that never overlap, are aligned, and have slack behind them', () => {
    const memory = new SharedMemory()
    const random = sequence(3)
    const live = new Map<number, number>()
    for (let i = 0; i < 3000; i++) {
      const addresses = [...live.keys()]
      if (addresses.length > 0 && random() < 0.48) {
        const address = addresses[Math.floor(random() * addresses.length)] as number
        memory.free(address)
        live.delete(address)
      } else {
        const bytes = Math.floor(random() ** 3 * 5000)
        const address = memory.allocate(bytes)
        expect(address % ALIGNMENT).toBe(0)
        expect(address).toBeGreaterThanOrEqual(CONTROL_BYTES)
        for (const [other, size] of live)
          expect(address + bytes + SLACK <= other || other + size + SLACK <= address).toBe(true)
        live.set(address, bytes)
      }
    }
    for (const address of live.keys()) memory.free(address)
    expect(memory.used).toBe(CONTROL_BYTES)
  })

  it('reuses what was freed', () => {
    const memory = new SharedMemory()
    const [a, b, c] = [memory.allocate(1000), memory.allocate(1000), memory.allocate(1000)]
    memory.free(a)
    memory.free(b)
    expect(memory.allocate(2000)).toBe(a)
    memory.free(c)
    expect(() => memory.free(c)).toThrow('no block')
  })

  it('grows, and old views go on seeing the same numbers', () => {
    const memory = new SharedMemory()
    const small = memory.array(float32, [3], memory.allocate(12))
    ;(small.data as Float32Array).set([1, 2, 3])
    const address = memory.allocate(100 * 2 ** 20)
    expect(memory.capacity).toBeGreaterThan(100 * 2 ** 20)
    expect([...(small.data as Float32Array)]).toEqual([1, 2, 3])
    memory.view(float32, address, 25 * 2 ** 20)[25 * 2 ** 20 - 1] = 7
    expect(memory.int32[address / 4 + 25 * 2 ** 20 - 1]).not.toBe(0)
  })

  it('makes arrays of every storage', () => {
    const memory = new SharedMemory()
    expect(memory.array(complex64, [2, 2], memory.allocate(32)).data).toHaveLength(8)
    expect(memory.array(int64, [], memory.allocate(8)).data).toBeInstanceOf(BigInt64Array)
  })

  it('has an end', () => {
    const memory = new SharedMemory()
    expect(() => memory.allocate(2 ** 32, [2 ** 15, 2 ** 15])).toThrow(
      expect.objectContaining({
        code: RESOURCE_EXHAUSTED,
        message: 'OOM when allocating tensor with shape[32768,32768]',
      }),
    )
    expect(memory.allocate(16)).toBe(CONTROL_BYTES)
  })
})

it('memories are leased again, empty', () => {
  const memory = leaseMemory()
  memory.allocate(100)
  returnMemory(memory)
  const again = leaseMemory()
  expect(again).toBe(memory)
  expect(again.used).toBe(CONTROL_BYTES)
})
