/** What is no program. */
import { PythonError } from '../../errors/python.ts'

export class SyntaxError extends PythonError {}
