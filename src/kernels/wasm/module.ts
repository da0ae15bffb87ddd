/** Builds WebAssembly modules; see the assembler's owner. */
export interface ModuleBuilder {
  readonly placeholder?: never
}
