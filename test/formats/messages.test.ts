import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../src/formats/proto/message.ts'
import * as protos from '../../src/formats/protos/index.ts'

interface Case {
  readonly name: string
  readonly class: string
  readonly bytes: string
  readonly text: string
}
type MessageClass = (new () => Message) & Pick<typeof protos.GraphDef, 'FromString' | 'FromText' | 'DESCRIPTOR'>

const cases = JSON.parse(readFileSync(new URL('../golden/protos/messages.json', import.meta.url), 'utf8')) as Case[]
const classes = new Map<string, MessageClass>()
for (const value of Object.values(protos)) {
  if (typeof value === 'function') classes.set(value.DESCRIPTOR.full_name, value as unknown as MessageClass)
}

/** Python 2 prints doubles with 12 digits; tf0 prints them so that they read back exactly, as Python 3 does. */
describe('messages as TensorFlow writes them', () => {
  it.each(cases.map(one => [one.name, one] as const))('%s', (_, one) => {
    const type = classes.get(one.class) as MessageClass
    const bytes = Buffer.from(one.bytes, 'base64')
    const message = type.FromString(bytes)
    expect(message.ToText()).toBe(one.text)
    expect(message.SerializeToString().toString('base64')).toBe(one.bytes)
    const read = type.FromText(one.text)
    expect(read.SerializeToString().toString('base64')).toBe(one.bytes)
    const copy = new type()
    copy.CopyFrom(message)
    expect(copy.SerializeToString().toString('base64')).toBe(one.bytes)
    expect(copy.equals(message)).toBe(true)
  })
})

describe('large messages', () => {
  it('survive a round trip', () => {
    const graph = new protos.GraphDef({ versions: { producer: 17 } })
    for (let i = 0; i < 20000; i++) {
      graph.node.add({
        name: `layer_${i}/weights/read`,
        op: 'MatMul',
        input: [`layer_${i - 1}/out`, '^init', 'ü'],
        attr: {
          T: { type: protos.DataType.DT_FLOAT },
          transpose_a: { b: i % 2 === 0 },
          shape: { shape: { dim: [{ size: -1 }, { size: i }] } },
        },
      })
    }
    const content = Buffer.alloc(3_000_000, 7)
    graph.node.add({ name: 'c', op: 'Const', attr: { value: { tensor: { dtype: 1, tensor_content: content } } } })
    const bytes = graph.SerializeToString()
    const back = protos.GraphDef.FromString(bytes)
    expect(back.node.length).toBe(20001)
    expect(back.node[19999]?.input).toEqual(['layer_19998/out', '^init', 'ü'])
    expect(back.node[19999]?.attr['shape']?.shape.dim.map(dim => dim.size)).toEqual([-1, 19999])
    expect(back.node[20000]?.attr['value']?.tensor.tensor_content.equals(content)).toBe(true)
    expect(back.SerializeToString().equals(bytes)).toBe(true)
    expect(protos.GraphDef.FromText(graph.ToText()).SerializeToString().equals(bytes)).toBe(true)
  })

  it('give bytes as views, not copies', () => {
    const bytes = new protos.TensorProto({ tensor_content: Buffer.alloc(100) }).SerializeToString()
    expect(protos.TensorProto.FromString(bytes).tensor_content.buffer).toBe(bytes.buffer)
  })
})
