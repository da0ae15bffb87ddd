/** What tf0's objects answer to built-in functions and statements of a program. */
import { Adopting, adopt } from '../../calling/adoption.ts'
import { NameScope, Scope } from '../../calling/scope.ts'
import { TypeError } from '../../errors/python.ts'
import { EnumType } from '../../formats/proto/enum_type.ts'
import { Message } from '../../formats/proto/message.ts'
import { DeviceSpec } from '../../graph/device.ts'
import { Graph } from '../../graph/graph.ts'
import { NO_BOOL, Tensor } from '../../graph/tensor.ts'
import { Dimension } from '../../tensor/dimension.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { defineSlots } from '../objects/slots.ts'
import { repr } from '../objects/text/repr.ts'
import { int } from '../objects/values/numbers.ts'

defineSlots(Tensor, {
  truth: () => {
    throw new TypeError(NO_BOOL)
  },
  iterate: () => {
    throw new TypeError("'Tensor' object is not iterable.")
  },
})

defineSlots(TensorShape, { truth: self => self.dims !== null })

defineSlots(Dimension, {
  number: self => {
    if (self.value === null) throw new TypeError('__int__ returned non-int (type NoneType)')
    return int(self.value)
  },
})

// scopes are entered when they are made
defineSlots(NameScope, { enter: String })
defineSlots(Scope, { enter: self => self.value })

defineSlots(Adopting, { adopt })

// what tf0 describes in its own words
defineSlots(Graph, { str: repr })
defineSlots(DeviceSpec, { str: repr })

/** Messages and enums within a message, and the numbers of those enums. */
const isPartOfMessage = (part: unknown): boolean =>
  typeof part === 'number' ||
  part instanceof EnumType ||
  (typeof part === 'function' && part.prototype instanceof Message)

defineSlots(Message, { showsStatic: isPartOfMessage })
