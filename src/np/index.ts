/** `tf0/numpy`: numpy's functions, and its methods of arrays. */
import './methods.ts'

export * from './functions.ts'
