/** The parts of the WebAssembly JavaScript API that are used here; TypeScript has them only in its DOM library. */
declare namespace WebAssembly {
  class Memory<B extends ArrayBuffer | SharedArrayBuffer = SharedArrayBuffer> {
    readonly buffer: B
    constructor(
      descriptor: SharedArrayBuffer extends B
        ? { initial: number; maximum: number; shared: true }
        : { initial: number },
    )
    /** Adds pages of 64 KiB and returns the old number of pages. `buffer` is a new object afterwards. */
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Instance {
    readonly exports: Readonly<Record<string, (...args: number[]) => number>>
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
  }
  class RuntimeError extends Error {}
  class CompileError extends Error {}
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean
}
