/** How threads share several products of one size: by rows of tiles, or by panels where there are more of these. */
import { type FunctionBuilder, type Local, THREAD, THREADS } from '../assembler/module.ts'

/** A product as it is shared. */
export interface Cut {
  readonly byPanels: boolean
  readonly m: number
  /** Rows that stay together. */
  readonly rows: number
  readonly panels: number
}

/**
 * Goes through a thread's share of `count` products: `body` for each part that lies in one of them, with its number and an emitter that
 * pushes the part's rows and panels, r0, r1, p0, p1.
 */
export function overShare(
  f: FunctionBuilder,
  count: number,
  { byPanels, m, rows, panels }: Cut,
  body: (product: Local, pushPart: () => void) => void,
): void {
  const units = byPanels ? panels : Math.ceil(m / rows)
  const { begin, end } = f.share(THREAD, THREADS, count * units, 1)
  const [product, low, high, next] = f.locals('i32', 4)
  f.block(done => {
    f.loop(again => {
      f.br_if(done, f.op('i32.ge_s', f.get(begin), f.get(end)))
      f.set(product, f.op('i32.div_u', f.get(begin), f.i32(units)))
      f.set(low, f.op('i32.rem_u', f.get(begin), f.i32(units)))
      f.set(high, f.op('i32.add', f.get(low), f.op('i32.sub', f.get(end), f.get(begin))))
      f.limit(high, units)
      f.set(next, f.op('i32.add', f.get(begin), f.op('i32.sub', f.get(high), f.get(low))))
      if (!byPanels) {
        f.set(low, f.op('i32.mul', f.get(low), f.i32(rows)))
        f.set(high, f.op('i32.mul', f.get(high), f.i32(rows)))
        f.limit(high, m)
      }
      body(product, () => {
        const part = [{ local: low }, { local: high }]
        for (const edge of byPanels ? [0, m, ...part] : [...part, 0, panels]) f.value(edge)
      })
      f.set(begin, f.get(next))
      f.br(again)
    })
  })
}
