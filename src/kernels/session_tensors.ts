/** Tensors that outlive the run that made them, by their handles (framework/session_state.cc). */
import type { NDArray } from '../tensor/ndarray.ts'

export class SessionTensors {
  readonly #tensors = new Map<string, NDArray>()
  #next = 0

  /** Keeps `value`; its handle names the node that gave it, a number of its own, and the device. */
  add(node: string, device: string, value: NDArray): string {
    const handle = `${node};${this.#next++};${device}`
    this.#tensors.set(handle, value)
    return handle
  }
  get(handle: string): NDArray | undefined {
    return this.#tensors.get(handle)
  }
  /** Whether there was one of that handle. */
  delete(handle: string): boolean {
    return this.#tensors.delete(handle)
  }
  clear(): void {
    this.#tensors.clear()
  }
}
