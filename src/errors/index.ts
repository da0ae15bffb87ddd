export * from './op_errors.ts'
export * from './python.ts'
