/** The functions of Python's `google.protobuf.text_format`. */
import type { Message } from './message.ts'
import { type ParseOptions, parseText } from './text_parse.ts'
import { printText, type TextOptions } from './text_print.ts'

/** The text form of a message. */
export function MessageToString(message: Message, options?: TextOptions): string {
  return printText(message, options)
}

/** Adds a text to a message and returns the message. Raises ParseError; a singular field must not come twice. */
export function Parse<T extends Message>(text: string | Uint8Array, message: T, options?: ParseOptions): T {
  parseText(textOf(text), message, options)
  return message
}

/** `Parse`, where the last of several values of a singular field counts. */
export function Merge<T extends Message>(text: string | Uint8Array, message: T, options?: ParseOptions): T {
  parseText(textOf(text), message, { ...options, merging: true })
  return message
}

function textOf(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : new TextDecoder().decode(text)
}
