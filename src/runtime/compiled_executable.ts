/** The compiled form of a signature. */
import type { Compile } from './executable.ts'

export const compileSignature: Compile = () => undefined
