/** Writes units of sequential scans, as formats/jpeg/scan_encoder.ts does, 32 bits at a time. */
import type { Emitted, FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { BLOCK_BYTES, BLOCKS, BLOCKS_END, DATA, HELD, HELD_COUNT, ORDER, PLACES } from './layout.ts'

class BitSink {
  readonly #f: FunctionBuilder
  readonly #held: Local
  readonly #count: Local
  readonly #word: Local
  readonly #out: Local

  constructor(f: FunctionBuilder) {
    this.#f = f
    this.#held = f.local('i64')
    ;[this.#count, this.#word, this.#out] = f.locals('i32', 3)
    f.set(this.#held, f.load('i64.load32_u', f.i32(HELD)))
    f.set(this.#count, f.load('i32.load', f.i32(HELD_COUNT)))
    f.set(this.#out, f.load('i32.load', f.i32(DATA)))
  }
  /** Takes `bits`, and then `length`, at most 32, from the stack. */
  put(_bits: Emitted, _length: Emitted): void {
    const f = this.#f
    const length = f.let('i32')
    const bits = f.let('i32')
    f.op('i64.shl', f.get(this.#held), f.op('i64.extend_i32_u', f.get(length)))
    f.set(this.#held, f.op('i64.or', undefined, f.op('i64.extend_i32_u', f.get(bits))))
    f.set(this.#count, f.op('i32.add', f.get(this.#count), f.get(length)))
    f.free('i32', length, bits)
    f.if(f.op('i32.ge_s', f.get(this.#count), f.i32(32)), () => {
      f.increment(this.#count, -32)
      f.set(
        this.#word,
        f.op('i32.wrap_i64', f.op('i64.shr_u', f.get(this.#held), f.op('i64.extend_i32_u', f.get(this.#count)))),
      )
      // a byte of ones has a zero behind it
      f.op('i32.and', f.get(this.#word), f.i32(0x80808080 | 0))
      f.op('i32.xor', f.op('i32.add', f.get(this.#word), f.i32(0x01010101)), f.i32(-1))
      f.if(
        f.op('i32.and'),
        () => this.#bytes(),
        () => {
          f.get(this.#out)
          f.op('i32.and', f.op('i32.rotl', f.get(this.#word), f.i32(8)), f.i32(0x00ff00ff))
          f.op('i32.and', f.op('i32.rotr', f.get(this.#word), f.i32(8)), f.i32(0xff00ff00 | 0))
          f.store('i32.store', undefined, f.op('i32.or'))
          f.increment(this.#out, 4)
        },
      )
    })
  }
  #bytes(): void {
    const f = this.#f
    const left = f.let('i32', f.i32(4))
    f.loop(again => {
      f.set(this.#word, f.op('i32.rotl', f.get(this.#word), f.i32(8)))
      f.store('i32.store16', f.get(this.#out), f.op('i32.and', f.get(this.#word), f.i32(255)))
      f.op('i32.add', f.get(this.#out), f.i32(1))
      f.op('i32.eq', f.op('i32.and', f.get(this.#word), f.i32(255)), f.i32(255))
      f.set(this.#out, f.op('i32.add'))
      f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
    })
    f.free('i32', left)
  }
  /** Keeps the bits that are left; pushes where the bytes end. */
  end(): undefined {
    const f = this.#f
    f.store('i64.store32', f.i32(HELD), f.get(this.#held))
    f.store('i32.store', f.i32(HELD_COUNT), f.get(this.#count))
    return f.get(this.#out)
  }
}

/** (units) → the end of the bytes at DATA. */
export function writeUnits(module: ModuleBuilder): number {
  return module.function(['i32'], ['i32'], f => {
    const UNITS = 0
    const [done, block, coefficients, value, size, code] = f.locals('i32', 6)
    const [k, last, run, table] = f.locals('i32', 4)
    const [found, ordered] = f.locals('i64', 2)
    const sink = new BitSink(f)
    const blockField = (index: number): undefined => f.load('i32.load', f.get(block), 4 * index)
    const mask = (): undefined => f.op('i32.sub', f.op('i32.shl', f.i32(1), f.get(size)), f.i32(1))
    /** Bits of the number's size. */
    const measure = (): void => {
      f.i32(32)
      f.op('i32.xor', f.get(value), f.op('i32.shr_s', f.get(value), f.i32(31)))
      f.op('i32.sub', undefined, f.op('i32.shr_s', f.get(value), f.i32(31)))
      f.set(size, f.op('i32.sub', undefined, f.op('i32.clz')))
    }
    /** The code of the symbol on the stack, and the number's bits. */
    const putNumber = (_symbol: Emitted): void => {
      f.set(code, f.load('i32.load', f.op('i32.add', f.op('i32.shl', undefined, f.i32(2)), f.get(table))))
      f.op('i32.shl', f.op('i32.and', f.get(code), f.i32(0xffff)), f.get(size))
      f.op('i32.add', f.get(value), f.op('i32.shr_s', f.get(value), f.i32(31)))
      f.op('i32.or', undefined, f.op('i32.and', undefined, mask()))
      sink.put(undefined, f.op('i32.add', f.op('i32.shr_u', f.get(code), f.i32(16)), f.get(size)))
    }
    const putSymbol = (symbol: number): void => {
      f.set(code, f.load('i32.load', f.get(table), 4 * symbol))
      sink.put(f.op('i32.and', f.get(code), f.i32(0xffff)), f.op('i32.shr_u', f.get(code), f.i32(16)))
    }
    /** A bit for each coefficient but the first that isn't zero, in the order of files. */
    const findOthers = (): void => {
      f.i64(0)
      for (let pair = 0; pair < 4; pair++) {
        for (let i = 0; i < 2; i++)
          f.op('i16x8.ne', f.load('v128.load', f.get(coefficients), 32 * pair + 16 * i), f.bytes([]))
        f.op('i64.extend_i32_u', f.op('i8x16.bitmask', f.op('i8x16.narrow_i16x8_s')))
        f.op('i64.or', undefined, f.op('i64.shl', undefined, f.i64(16 * pair)))
      }
      f.set(found, f.op('i64.and', undefined, f.i64(-2)))
      f.set(ordered, f.i64(0))
      f.block(end =>
        f.loop(again => {
          f.br_if(end, f.op('i64.eqz', f.get(found)))
          f.get(ordered)
          f.op('i64.shl', f.i64(1), f.load('i64.load8_u', f.op('i32.wrap_i64', f.op('i64.ctz', f.get(found))), PLACES))
          f.set(ordered, f.op('i64.or'))
          f.set(found, f.op('i64.and', f.get(found), f.op('i64.sub', f.get(found), f.i64(1))))
          f.br(again)
        }),
      )
    }

    f.loop(again => {
      f.set(block, f.i32(BLOCKS))
      f.loop(nextBlock => {
        f.set(coefficients, f.op('i32.add', blockField(0), f.op('i32.mul', f.get(done), blockField(1))))
        f.set(table, blockField(2))
        f.set(last, f.load('i32.load16_s', f.get(coefficients)))
        f.set(value, f.op('i32.sub', f.get(last), f.load('i32.load', blockField(4))))
        f.store('i32.store', blockField(4), f.get(last))
        measure()
        putNumber(f.get(size))
        f.set(table, blockField(3))
        findOthers()
        f.set(last, f.i32(0))
        f.block(end =>
          f.loop(next => {
            f.br_if(end, f.op('i64.eqz', f.get(ordered)))
            f.set(k, f.op('i32.wrap_i64', f.op('i64.ctz', f.get(ordered))))
            f.set(ordered, f.op('i64.and', f.get(ordered), f.op('i64.sub', f.get(ordered), f.i64(1))))
            f.set(run, f.op('i32.sub', f.op('i32.sub', f.get(k), f.get(last)), f.i32(1)))
            f.set(last, f.get(k))
            f.block(short =>
              f.loop(more => {
                f.br_if(short, f.op('i32.lt_s', f.get(run), f.i32(16)))
                putSymbol(0xf0)
                f.increment(run, -16)
                f.br(more)
              }),
            )
            f.op('i32.add', f.get(coefficients), f.load('i32.load8_u', f.get(k), ORDER))
            f.set(value, f.load('i32.load16_s'))
            measure()
            putNumber(f.op('i32.or', f.op('i32.shl', f.get(run), f.i32(4)), f.get(size)))
            f.br(next)
          }),
        )
        f.if(f.op('i32.lt_s', f.get(last), f.i32(63)), () => putSymbol(0))
        f.increment(block, BLOCK_BYTES)
        f.br_if(nextBlock, f.op('i32.lt_u', f.get(block), f.load('i32.load', f.i32(BLOCKS_END))))
      })
      f.increment(done, 1)
      f.br_if(again, f.op('i32.lt_u', f.get(done), f.get(UNITS)))
    })
    sink.end()
  })
}
