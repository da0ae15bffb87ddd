/** What readers read: lines, records, whole files, or the work itself (kernels/text_line_reader_op.cc and the like). */
import type { Compression } from '../../formats/compression.ts'
import { InputBuffer } from '../../formats/files/input_buffer.ts'
import { RandomAccessFile } from '../../formats/files/random_access_file.ts'
import { readWholeFile } from '../../formats/files/whole_file.ts'
import { type ByteSource, RecordReader } from '../../formats/records.ts'
import type { ReadRecord, WorkFormat } from './reader_resource.ts'

/** `FILE:POSITION` */
const keyOf = (work: Buffer, position: number): Buffer => Buffer.concat([work, Buffer.from(`:${position}`)])

/** Work that is one record. */
abstract class WholeWork implements WorkFormat {
  readonly isWhole = true
  protected work: Buffer = Buffer.alloc(0)
  begin(work: Buffer): void {
    this.work = work
  }
  abstract next(): ReadRecord
  end(): void {
    // there is nothing open
  }
}
/** Key and value are the work itself. */
export class IdentityFormat extends WholeWork {
  next(): ReadRecord {
    return { key: this.work, value: this.work }
  }
}
/** The bytes of files. */
export class WholeFileFormat extends WholeWork {
  next(): ReadRecord {
    return { key: this.work, value: readWholeFile(this.work.toString()) }
  }
}

/** Files that are read from their start on. */
abstract class BufferedFormat implements WorkFormat {
  readonly isWhole = false
  protected work: Buffer = Buffer.alloc(0)
  #input: InputBuffer | undefined

  begin(work: Buffer): void {
    this.end()
    this.work = work
    const input = new InputBuffer(work.toString())
    try {
      this.beginFile(input)
    } catch (error) {
      input.close()
      throw error
    }
    this.#input = input
  }
  next(): ReadRecord | undefined {
    return this.#input && this.nextIn(this.#input)
  }
  end(): void {
    this.#input?.close()
    this.#input = undefined
  }
  protected abstract beginFile(input: InputBuffer): void
  protected abstract nextIn(input: InputBuffer): ReadRecord | undefined
}

/** Lines, by their number. */
export class TextLineFormat extends BufferedFormat {
  readonly #skipped: number
  #line = 0
  constructor(skipHeaderLines: number) {
    super()
    this.#skipped = skipHeaderLines
  }
  protected beginFile(input: InputBuffer): void {
    this.#line = 0
    while (this.#line < this.#skipped && input.readLine() !== undefined) this.#line++
  }
  protected nextIn(input: InputBuffer): ReadRecord | undefined {
    const value = input.readLine()
    this.#line++
    return value && { key: keyOf(this.work, this.#line), value }
  }
}

/** Records of one length, by their number, between a header and a footer. */
export class FixedLengthFormat extends BufferedFormat {
  readonly #header: number
  readonly #record: number
  readonly #footer: number
  #end = 0
  #number = 0
  constructor(sizes: { readonly header: number; readonly record: number; readonly footer: number }) {
    super()
    this.#header = sizes.header
    this.#record = sizes.record
    this.#footer = sizes.footer
  }
  protected beginFile(input: InputBuffer): void {
    this.#number = 0
    this.#end = input.size - this.#footer
    input.skip(this.#header)
  }
  protected nextIn(input: InputBuffer): ReadRecord | undefined {
    if (input.position >= this.#end) return undefined
    const value = input.readBytes(this.#record)
    return { key: keyOf(this.work, this.#number++), value }
  }
}

/** Records of TFRecord files, by the place where they begin (in what is decompressed). */
export class RecordFormat implements WorkFormat {
  readonly isWhole = false
  readonly #compression: Compression
  #work: Buffer = Buffer.alloc(0)
  #file: RandomAccessFile | undefined
  #reader: RecordReader | undefined

  constructor(compression: Compression) {
    this.#compression = compression
  }
  begin(work: Buffer): void {
    this.end()
    this.#work = work
    this.#file = new RandomAccessFile(work.toString())
    this.#reader = new RecordReader(from(this.#file, 0), this.#compression)
  }
  next(): ReadRecord | undefined {
    const reader = this.#reader
    if (!reader) return undefined
    const { offset } = reader
    try {
      const value = reader.next()
      return value === null ? undefined : { key: keyOf(this.#work, offset), value }
    } catch (error) {
      // what is compressed can't be read again from there
      if (this.#compression === '')
        this.#reader = new RecordReader(from(this.#file as RandomAccessFile, offset), '', offset)
      throw error
    }
  }
  end(): void {
    this.#file?.close()
    this.#file = this.#reader = undefined
  }
}

/** The bytes of a file from `start` on. */
function from(file: RandomAccessFile, start: number): ByteSource {
  let at = start
  // the system is asked once for each piece, not for each record
  let left = file.size - at
  return {
    read(into) {
      const count = file.readAt(into, at)
      at += count
      left = count < into.length ? 0 : file.size - at
      return count
    },
    left: () => left,
  }
}
