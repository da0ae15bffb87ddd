/** Reads units of sequential scans: formats/jpeg/block_reader.ts with up to 63 bits at hand. */
import type { Emitted, FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import {
  BITS_END,
  BLOCK_BYTES,
  BLOCKS,
  BLOCKS_END,
  DATA,
  LAST_DC,
  ORDER,
  POSITION,
  TABLE_LARGEST,
  TABLE_OFFSET,
  TABLE_SYMBOLS,
  TABLE_VALUES,
} from './layout.ts'

const LONGEST = 16

/** The next `count` bits, the lowest of `held`. */
class BitBuffer {
  readonly #f: FunctionBuilder
  readonly next: Local
  readonly count: Local
  readonly #held: Local
  readonly #word: Local

  constructor(f: FunctionBuilder) {
    this.#f = f
    ;[this.next, this.count, this.#word] = f.locals('i32', 3)
    this.#held = f.local('i64')
  }
  /** Begins at the bit of the local. */
  begin(position: Local): void {
    const f = this.#f
    f.set(this.next, f.op('i32.add', f.load('i32.load', f.i32(DATA)), f.op('i32.shr_u', f.get(position), f.i32(3))))
    f.set(this.#held, f.load('i64.load8_u', f.get(this.next)))
    f.increment(this.next, 1)
    f.set(this.count, f.op('i32.sub', f.i32(8), f.op('i32.and', f.get(position), f.i32(7))))
  }
  /** Pushes the number of the next bit. */
  position(): undefined {
    const f = this.#f
    f.op('i32.shl', f.op('i32.sub', f.get(this.next), f.load('i32.load', f.i32(DATA))), f.i32(3))
    return f.op('i32.sub', undefined, f.get(this.count))
  }
  /** Sees to it that 32 bits are at hand: a code and its value. */
  fill(): void {
    const f = this.#f
    f.if(f.op('i32.lt_s', f.get(this.count), f.i32(32)), () => {
      f.set(this.#word, f.load('i32.load', f.get(this.next)))
      f.op('i64.shl', f.get(this.#held), f.i64(32))
      // the bytes in their order
      f.op('i32.and', f.op('i32.rotl', f.get(this.#word), f.i32(8)), f.i32(0x00ff00ff))
      f.op('i32.and', f.op('i32.rotr', f.get(this.#word), f.i32(8)), f.i32(0xff00ff00 | 0))
      f.op('i64.extend_i32_u', f.op('i32.or'))
      f.set(this.#held, f.op('i64.or'))
      f.increment(this.next, 4)
      f.increment(this.count, 32)
    })
  }
  /** Pushes what stands from the lowest bit up to the next `bits` bits, which are the highest of them. */
  #down(bits: number | { readonly local: Local }): undefined {
    const f = this.#f
    f.get(this.#held)
    f.op('i64.extend_i32_u', f.op('i32.sub', f.get(this.count), f.value(bits)))
    return f.op('i32.wrap_i64', f.op('i64.shr_u'))
  }
  /** Pushes the next `bits` bits. */
  peek(bits: number): undefined {
    const f = this.#f
    return f.op('i32.and', this.#down(bits), f.i32((1 << bits) - 1))
  }
  peekLocal(bits: Local): undefined {
    const f = this.#f
    this.#down({ local: bits })
    return f.op('i32.and', undefined, f.op('i32.sub', f.op('i32.shl', f.i32(1), f.get(bits)), f.i32(1)))
  }
  /** Takes as many bits as has been pushed. */
  skip(_bits: Emitted): void {
    const f = this.#f
    const taken = f.let('i32')
    f.set(this.count, f.op('i32.sub', f.get(this.count), f.get(taken)))
    f.free('i32', taken)
  }
}

/** (units) → how many have been read. */
export function readUnits(module: ModuleBuilder): number {
  return module.function(['i32'], ['i32'], f => {
    const UNITS = 0
    const [done, start, block, coefficients, table, k] = f.locals('i32', 6)
    const [entry, code, length, size, value] = f.locals('i32', 5)
    const saved = f.local('v128')
    const buffer = new BitBuffer(f)

    /** Back to where the unit began. */
    const giveUp = (): void => {
      f.store('i32.store', f.i32(POSITION), f.get(start))
      f.store('v128.store', f.i32(LAST_DC), f.get(saved))
      f.return(f.get(done))
    }
    /** Takes the next code, one of the table's at `table`, and sets `entry` to its symbol. */
    const readSymbol = (): void => {
      f.op('i32.add', f.get(table), f.op('i32.shl', buffer.peek(9), f.i32(1)))
      f.set(entry, f.load('i32.load16_u'))
      f.if(
        f.get(entry),
        () => {
          buffer.skip(f.op('i32.shr_u', f.get(entry), f.i32(8)))
          f.set(entry, f.op('i32.and', f.get(entry), f.i32(255)))
        },
        () => {
          f.set(length, f.i32(9))
          f.set(code, buffer.peek(9))
          const lengthEntry = (at: number): undefined =>
            f.load('i32.load', f.op('i32.add', f.get(table), f.op('i32.shl', f.get(length), f.i32(2))), at)
          f.block(found =>
            f.loop(again => {
              f.br_if(found, f.op('i32.le_s', f.get(code), lengthEntry(TABLE_LARGEST)))
              f.increment(length, 1)
              f.set(code, buffer.peekLocal(length))
              f.br(again)
            }),
          )
          f.if(f.op('i32.gt_s', f.get(length), f.i32(LONGEST)), giveUp)
          buffer.skip(f.get(length))
          f.op('i32.and', f.op('i32.add', f.get(code), lengthEntry(TABLE_OFFSET)), f.i32(255))
          f.set(entry, f.load('i32.load8_u', f.op('i32.add', undefined, f.get(table)), TABLE_SYMBOLS))
        },
      )
    }
    /** Takes `size` bits, at least one, and pushes them as a number with a sign. */
    const signed = (): undefined => {
      f.set(value, buffer.peekLocal(size))
      buffer.skip(f.get(size))
      f.get(value)
      f.op('i32.add', f.op('i32.sub', f.get(value), f.op('i32.shl', f.i32(1), f.get(size))), f.i32(1))
      f.op('i32.ge_s', f.get(value), f.op('i32.shl', f.i32(1), f.op('i32.sub', f.get(size), f.i32(1))))
      return f.op('select')
    }
    const blockField = (index: number): undefined => f.load('i32.load', f.get(block), 4 * index)
    /** Pushes the address of coefficient `k`. */
    const place = (): undefined => f.op('i32.add', f.get(coefficients), f.load('i32.load8_u', f.get(k), ORDER))

    const readFirst = (): void => {
      f.set(table, blockField(2))
      buffer.fill()
      readSymbol()
      f.set(size, f.get(entry))
      f.if(f.get(size), () => {
        blockField(4)
        f.store('i32.store', undefined, f.op('i32.add', f.load('i32.load', blockField(4)), signed()))
      })
      f.store('i32.store16', f.get(coefficients), f.load('i32.load', blockField(4)))
    }
    const readOthers = (): void => {
      f.set(table, blockField(3))
      f.set(k, f.i32(1))
      f.block(end =>
        f.loop(again => {
          buffer.fill()
          f.op('i32.add', f.get(table), f.op('i32.shl', buffer.peek(10), f.i32(2)))
          f.set(entry, f.load('i32.load', undefined, TABLE_VALUES))
          f.if(
            f.get(entry),
            () => {
              buffer.skip(f.op('i32.and', f.get(entry), f.i32(15)))
              f.set(k, f.op('i32.add', f.get(k), f.op('i32.and', f.op('i32.shr_u', f.get(entry), f.i32(8)), f.i32(15))))
              f.store('i32.store16', place(), f.op('i32.shr_s', f.get(entry), f.i32(16)))
              f.increment(k, 1)
            },
            () => {
              readSymbol()
              f.set(size, f.op('i32.and', f.get(entry), f.i32(15)))
              f.if(
                f.get(size),
                () => {
                  f.set(k, f.op('i32.add', f.get(k), f.op('i32.shr_u', f.get(entry), f.i32(4))))
                  f.store('i32.store16', place(), signed())
                  f.increment(k, 1)
                },
                () => {
                  f.br_if(end, f.op('i32.ne', f.get(entry), f.i32(0xf0)))
                  f.increment(k, 16)
                },
              )
            },
          )
          f.br_if(again, f.op('i32.lt_s', f.get(k), f.i32(64)))
        }),
      )
    }

    f.set(start, f.load('i32.load', f.i32(POSITION)))
    buffer.begin(start)
    f.loop(again => {
      f.set(start, buffer.position())
      f.set(saved, f.load('v128.load', f.i32(LAST_DC)))
      f.set(block, f.i32(BLOCKS))
      f.loop(nextBlock => {
        f.set(coefficients, f.op('i32.add', blockField(0), f.op('i32.mul', f.get(done), blockField(1))))
        readFirst()
        readOthers()
        f.increment(block, BLOCK_BYTES)
        f.br_if(nextBlock, f.op('i32.lt_u', f.get(block), f.load('i32.load', f.i32(BLOCKS_END))))
      })
      // a unit that takes more than there is
      f.if(f.op('i32.gt_u', buffer.position(), f.load('i32.load', f.i32(BITS_END))), giveUp)
      f.increment(done, 1)
      f.br_if(again, f.op('i32.lt_u', f.get(done), f.get(UNITS)))
    })
    f.store('i32.store', f.i32(POSITION), buffer.position())
    f.get(done)
  })
}
