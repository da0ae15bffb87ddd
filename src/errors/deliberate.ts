import { PythonError, TypeError } from './python.ts'

/** Whether `error` is one of those that tf0 throws on purpose. */
export const isDeliberate = (error: unknown): boolean => error instanceof PythonError || error instanceof TypeError
