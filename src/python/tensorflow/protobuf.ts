/** google.protobuf: what programs use of it beside the messages themselves. */

import { TypeError } from '../../errors/python.ts'
import { Message } from '../../formats/proto/message.ts'
import { str } from '../objects/text/repr.ts'
import { native } from '../objects/values/callable.ts'
import { jsClassOf } from '../objects/values/members.ts'
import { PyModule } from '../objects/values/module.ts'

interface MessageClass {
  FromText(text: string): Message
}

function messageOf(value: unknown): Message {
  if (value instanceof Message) return value
  throw new TypeError('a protocol message is needed')
}

/** Reads a text into a message. */
function merged(text: unknown, into: unknown, clear: boolean): Message {
  const message = messageOf(into)
  const read = (jsClassOf(message) as unknown as MessageClass).FromText(str(text))
  if (clear) message.Clear()
  message.MergeFrom(read)
  return message
}

const TEXT_FORMAT: Readonly<Record<string, unknown>> = {
  Merge: native('Merge(text, message)', (text: unknown, message: unknown) => merged(text, message, false)),
  Parse: native('Parse(text, message)', (text: unknown, message: unknown) => merged(text, message, false)),
  MessageToString: native('MessageToString(message, as_utf8=False, as_one_line=False)', (message: unknown) =>
    messageOf(message).ToText(),
  ),
}

/** Finds google.protobuf and what is below it. */
export function protobufModules(): (name: string) => PyModule | undefined {
  const textFormat = new PyModule('google.protobuf.text_format', TEXT_FORMAT)
  const protobuf = new PyModule('google.protobuf', { text_format: textFormat })
  const modules = new Map(
    [new PyModule('google', { protobuf }), protobuf, textFormat].map(module => [module.name, module] as const),
  )
  return name => modules.get(name)
}
