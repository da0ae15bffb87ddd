/** `np.linalg`. */
export * from './decompositions.ts'
export * from './linalg.ts'
