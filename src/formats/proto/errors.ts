import { PythonError } from '../../errors/index.ts'

/** Bytes that are not the message they were read as. */
export class DecodeError extends PythonError {}
/** A text that is not the message it was read as; the message starts with line and column. */
export class ParseError extends PythonError {}
