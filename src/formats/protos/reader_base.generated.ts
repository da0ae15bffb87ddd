// Made by scripts/protos/generate.ts from reader_base.proto; do not edit.
import { describe, one } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { BytesLike, Init } from '../proto/types.ts'

export interface ReaderBaseState {
  work_started: number | bigint
  work_finished: number | bigint
  num_records_produced: number | bigint
  get current_work(): Buffer
  set current_work(value: BytesLike)
}
export class ReaderBaseState extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ReaderBaseState', () => [
    one(1, 'work_started', 'int64'),
    one(2, 'work_finished', 'int64'),
    one(3, 'num_records_produced', 'int64'),
    one(4, 'current_work', 'bytes'),
  ])
  constructor(init?: Init<ReaderBaseState>) {
    super(init)
  }
}
