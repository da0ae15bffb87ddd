/** The error classes that compiled code raises itself. */
export * as runtimeErrors from '../../errors/python.ts'
