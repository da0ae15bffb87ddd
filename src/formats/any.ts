/** Messages within messages of any kind (google.protobuf.Any). */
import { ValueError } from '../errors/python.ts'
import { descriptorOf } from './proto/fields.ts'
import type { Message } from './proto/message.ts'
import { Any } from './protos/meta_graph.generated.ts'

const PREFIX = 'type.googleapis.com/'

export const pack = (message: Message): Any =>
  new Any({ type_url: PREFIX + descriptorOf(message).full_name, value: message.SerializeToString() })

/** The message of that class. Error: ValueError where it is of another. */
export function unpack<M extends Message>(any: Any, type: (new () => M) & { FromString(bytes: Uint8Array): M }): M {
  const { full_name } = descriptorOf(new type())
  if (any.type_url.slice(any.type_url.lastIndexOf('/') + 1) !== full_name)
    throw new ValueError(`Expected a message of type ${full_name}, but got one of type '${any.type_url}'`)
  return type.FromString(any.value)
}
