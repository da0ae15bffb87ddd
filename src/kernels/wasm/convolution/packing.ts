/** What convolutions make in their scratch memory before they multiply: tables of addresses, images with borders, packed panels. */

import {
  ARENA,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  TABLE,
  THREAD,
  THREADS,
} from '../assembler/module.ts'
import { type PanelGroup, type Panels, panelBytes } from '../product/implicit_gemm_layout.ts'
import { packColumns, packRows } from '../product/packing.ts'
import { storeLanes } from '../product/tile.ts'
import { ALIGNMENT, type Phase, type Place, SLACK } from '../step.ts'

/** A part of the packing that threads share by units. */
export interface Task {
  readonly units: number
  /** Nanoseconds. */
  readonly cost: number
  /** Emits the work of the units [begin, end); may change `begin`. */
  readonly emit: (module: ModuleBuilder, f: FunctionBuilder, begin: Local, end: Local) => void
}

/** Hands out the scratch memory of a step: offsets from its start. */
export class Scratch {
  bytes = 0

  take(bytes: number): number {
    const offset = this.bytes
    this.bytes += Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT
    return offset
  }
}

/** All tasks in one phase: none needs another's result. */
export function packingPhase(module: ModuleBuilder, tasks: readonly Task[]): readonly Phase[] {
  const wanted = tasks.filter(task => task.units > 0)
  if (wanted.length === 0) return []
  const func = module.phase(f => {
    for (const task of wanted) {
      const { begin, end } = f.share(THREAD, THREADS, task.units, 1)
      task.emit(module, f, begin, end)
      f.free('i32', begin, end)
    }
  })
  return [{ function: func, parallel: true, cost: wanted.reduce((sum, task) => sum + task.cost, 0) }]
}

// --- tables

/** Addresses in three nested loops, the last one fastest: base + start + i · steps[0] + j · steps[1] + l · steps[2]. */
export interface Addresses {
  /** Offsets, to be added to an address, have none. */
  readonly base?: Place
  readonly start: number
  readonly lengths: readonly [number, number, number]
  readonly steps: readonly [number, number, number]
}

export const tableBytes = ({ lengths: [a, b, c] }: Addresses): number => 4 * a * b * c

/** Writes a table. */
export function tableTask(addresses: Addresses, to: Place): Task {
  const { base, start, lengths, steps } = addresses
  const [outer, middle, inner] = lengths
  return {
    units: inner === 0 ? 0 : outer * middle,
    cost: outer * middle * (2 + inner),
    emit: (_, f, begin, end) => {
      const origin = f.let(
        'i32',
        base === undefined ? f.i32(start) : sum(f, () => f.address(base, ARENA, TABLE), start),
      )
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [value, left, unit] = f.locals('i32', 3)
      f.set(target, f.op('i32.add', f.get(target), f.op('i32.mul', f.get(begin), f.i32(4 * inner))))
      f.for(unit, { local: begin }, { local: end }, 1, () => {
        f.get(origin)
        f.op('i32.add', undefined, f.op('i32.mul', f.op('i32.div_u', f.get(unit), f.i32(middle)), f.i32(steps[0])))
        f.set(
          value,
          f.op('i32.add', undefined, f.op('i32.mul', f.op('i32.rem_u', f.get(unit), f.i32(middle)), f.i32(steps[1]))),
        )
        f.set(left, f.i32(inner))
        f.loop(again => {
          f.store('i32.store', f.get(target), f.get(value))
          f.increment(value, steps[2])
          f.increment(target, 4)
          f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
        })
      })
    },
  }
}

function sum(f: FunctionBuilder, push: () => void, constant: number): undefined {
  push()
  if (constant !== 0) f.op('i32.add', undefined, f.i32(constant))
}

// --- borders

/** Images [batch, height, width, depth] with a border of zeros. */
export interface Border {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly depth: number
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export const hasBorder = ({ top, bottom, left, right }: Border): boolean => top + bottom + left + right > 0
export const borderedHeight = ({ height, top, bottom }: Border): number => top + height + bottom
export const borderedWidth = ({ width, left, right }: Border): number => left + width + right

/**
 * Copies images into their place within the border, which is cleared. `repeat`: how often each channel is written, one beside
 * the other; `depth` is that of the images. A pixel takes `pixel` floats, perhaps more than it has.
 */
export function borderTask(border: Border, from: Place, to: Place, repeat: number, pixel: number): Task {
  const { batch, height, width, depth, top } = border
  const rows = borderedHeight(border)
  const rowFloats = borderedWidth(border) * pixel
  return {
    units: batch * rows,
    cost: batch * rows * (10 + 0.15 * rowFloats),
    emit: (module, f, begin, end) => {
      const source = f.let('i32', f.address(from, ARENA, TABLE))
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [unit, y, at] = f.locals('i32', 3)
      f.set(target, f.op('i32.add', f.get(target), f.op('i32.mul', f.get(begin), f.i32(4 * rowFloats))))
      const clear = (offset: number, floats: number): void => {
        if (floats > 0) f.call(clearFloats(module, floats), f.op('i32.add', f.get(target), f.i32(4 * offset)))
      }
      f.for(unit, { local: begin }, { local: end }, 1, () => {
        f.set(y, f.op('i32.sub', f.op('i32.rem_u', f.get(unit), f.i32(rows)), f.i32(top)))
        f.if(
          f.op('i32.lt_u', f.get(y), f.i32(height)),
          () => {
            clear(0, border.left * pixel)
            f.op('i32.mul', f.op('i32.div_u', f.get(unit), f.i32(rows)), f.i32(height))
            f.op('i32.mul', f.op('i32.add', undefined, f.get(y)), f.i32(4 * width * depth))
            f.set(at, f.op('i32.add', undefined, f.get(source)))
            f.get(at)
            f.op('i32.add', f.get(target), f.i32(4 * border.left * pixel))
            f.call(copyPixels(module, width, depth, repeat, pixel))
            clear((border.left + width) * pixel, border.right * pixel)
          },
          () => clear(0, rowFloats),
        )
        f.increment(target, 4 * rowFloats)
      })
    },
  }
}

/** Loops over `count` floats, four at a time; `four` gets how many of them exist. Pointers move by their steps. */
function byFours(
  f: FunctionBuilder,
  count: number,
  pointers: readonly (readonly [Local, number])[],
  four: (lanes: number) => void,
): void {
  const whole = Math.floor(count / 4)
  if (whole > 0) {
    const left = f.let('i32', f.i32(whole))
    f.loop(again => {
      four(4)
      for (const [pointer, step] of pointers) f.increment(pointer, step)
      f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
    })
  }
  if (count % 4 !== 0) four(count % 4)
}

/** (to) → (): zeros. */
function clearFloats(module: ModuleBuilder, count: number): number {
  return module.once(`clear ${count}`, () =>
    module.function(['i32'], [], f => {
      const zero = f.let('v128', f.f32x4(0))
      byFours(f, count, [[0, 16]], lanes => storeLanes(f, 0, zero, lanes, 0))
    }),
  )
}

/** (from, to) → (): copies. */
function copyFloats(module: ModuleBuilder, count: number): number {
  return module.once(`copy ${count}`, () =>
    module.function(['i32', 'i32'], [], f => {
      const value = f.local('v128')
      const pointers = [
        [0, 16],
        [1, 16],
      ] as const
      byFours(f, count, pointers, lanes => {
        f.set(value, f.load('v128.load', f.get(0)))
        storeLanes(f, 1, value, lanes, 0)
      })
    }),
  )
}

/** (from, to) → (): a row of pixels, each channel `repeat` times, a pixel every `step` floats. */
function copyPixels(module: ModuleBuilder, width: number, depth: number, repeat: number, step: number): number {
  const copy = (count: number): number =>
    repeat === 1 ? copyFloats(module, count) : repeatFloats(module, count, repeat)
  if (step === depth * repeat) return copy(width * depth)
  const one = copy(depth)
  return module.once(`copy pixels ${width},${depth},${repeat},${step}`, () =>
    module.function(['i32', 'i32'], [], f => {
      const left = f.local('i32')
      f.for(left, 0, width, 1, () => {
        f.call(one, f.get(0), f.get(1))
        f.increment(0, 4 * depth)
        f.increment(1, 4 * step)
      })
    }),
  )
}

/** (from, to) → (): each of `count` floats `repeat` times. */
function repeatFloats(module: ModuleBuilder, count: number, repeat: number): number {
  return module.once(`repeat ${count},${repeat}`, () =>
    module.function(['i32', 'i32'], [], f => {
      const value = f.local('v128')
      const i = f.local('i32')
      f.for(i, 0, count, 1, () => {
        f.set(value, f.load('v128.load32_splat', f.get(0)))
        for (let done = 0; done < repeat; done += 4) storeLanes(f, 1, value, Math.min(4, repeat - done), 4 * done)
        f.increment(0, 4)
        f.increment(1, 4 * repeat)
      })
    }),
  )
}

/** Copies rows of `floats` numbers at start + i · steps[0] + j · steps[1], one after the other. */
export interface Rows {
  readonly floats: number
  readonly start: number
  readonly lengths: readonly [number, number]
  readonly steps: readonly [number, number]
}

export function copyRowsTask({ floats, start, lengths, steps }: Rows, from: Place, to: Place): Task {
  const rows = lengths[0] * lengths[1]
  return {
    units: rows,
    cost: rows * (5 + 0.1 * floats),
    emit: (module, f, begin, end) => {
      const source = f.let('i32', f.address(from, ARENA, TABLE))
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [unit, i, j] = f.locals('i32', 3)
      f.for(unit, { local: begin }, { local: end }, 1, () => {
        f.set(i, f.op('i32.div_u', f.get(unit), f.i32(lengths[1])))
        f.set(j, f.op('i32.rem_u', f.get(unit), f.i32(lengths[1])))
        place(f, source, [i, steps[0]], [j, steps[1]])
        f.op('i32.add', undefined, f.i32(start))
        place(f, target, [unit, 4 * floats])
        f.call(copyFloats(module, floats))
      })
    },
  }
}

// --- panels

/** Floats that are packed at a time: they stay in the cache while the panels take their parts. */
const FLOATS_OF_A_UNIT = 1 << 14

/** Packs a matrix [k, n] as it lies. */
export function packRowsTask(panels: Panels, k: number, n: number, from: Place, to: Place): Task {
  const rowsOfUnit = Math.max(16, Math.ceil(FLOATS_OF_A_UNIT / n))
  return {
    units: panels.count * Math.ceil(k / rowsOfUnit),
    cost: 0.3 * k * n,
    emit: (module, f, begin, end) => {
      const source = f.let('i32', f.address(from, ARENA, TABLE))
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [unit, panel, row, rows] = f.locals('i32', 4)
      f.for(unit, { local: begin }, { local: end }, 1, () => {
        f.set(panel, f.op('i32.rem_u', f.get(unit), f.i32(panels.count)))
        f.set(row, f.op('i32.mul', f.op('i32.div_u', f.get(unit), f.i32(panels.count)), f.i32(rowsOfUnit)))
        f.set(rows, f.op('i32.sub', f.i32(k), f.get(row)))
        f.op('select', f.get(rows), f.i32(rowsOfUnit), f.op('i32.lt_s', f.get(rows), f.i32(rowsOfUnit)))
        f.set(rows)
        byPanel(f, panels, panel, ({ width }) => {
          place(f, source, [row, 4 * n], [panel, 4 * panels.step])
          place(f, target, [panel, panelBytes(panels, k)], [row, 4 * width])
          f.get(rows)
          f.call(packRows(module, width, 4 * n))
        })
      })
    },
  }
}

/** Emits the code for each kind of panel behind a test of the panel's number. */
function byPanel(f: FunctionBuilder, { groups, count }: Panels, panel: Local, emit: (group: PanelGroup) => void): void {
  const [first, last] = groups
  if (first === undefined) return
  if (last === undefined) emit(first)
  else
    f.if(
      f.op('i32.eq', f.get(panel), f.i32(count - 1)),
      () => emit(last),
      () => emit(first),
    )
}

/** Pushes base + Σ index · step. */
function place(f: FunctionBuilder, base: Local, ...parts: readonly (readonly [Local, number])[]): void {
  f.get(base)
  for (const [index, step] of parts) f.op('i32.add', undefined, f.op('i32.mul', f.get(index), f.i32(step)))
}

/** Matrices [n, k] at start + i · steps[0] + j · steps[1] for i, j in order, whose transposes stand one below the other. */
export interface Transposed {
  readonly k: number
  readonly start: number
  readonly lengths: readonly [number, number]
  readonly steps: readonly [number, number]
}

/** Rows of a packed panel: those of a matrix are written four at a time. */
export const transposedRows = ({ k, lengths }: Transposed): number => k * lengths[0] * lengths[1] + 3

/** Packs the transposes of several matrices. */
export function packColumnsTask(panels: Panels, matrices: Transposed, from: Place, to: Place): Task {
  const { k, start, lengths, steps } = matrices
  return {
    units: k * lengths[0] * lengths[1] === 0 ? 0 : panels.count,
    cost: 0.7 * lengths[0] * lengths[1] * k * panels.count * panels.step,
    emit: (module, f, begin, end) => {
      const source = f.let('i32', f.address(from, ARENA, TABLE))
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [panel, i, j, a, b] = f.locals('i32', 5)
      f.for(panel, { local: begin }, { local: end }, 1, () => {
        place(f, target, [panel, panelBytes(panels, transposedRows(matrices))])
        f.set(b)
        f.for(i, 0, lengths[0], 1, () => {
          place(f, source, [panel, 4 * panels.step * k], [i, steps[0]])
          f.set(a, f.op('i32.add', undefined, f.i32(start)))
          f.for(j, 0, lengths[1], 1, () => {
            byPanel(f, panels, panel, ({ width, columns }) => {
              // a matrix whose k is no multiple of 4 ends within the rows of the next one, which is written later
              f.call(packColumns(module, width, columns, 4 * k), f.get(a), f.get(b), f.i32(k))
              f.increment(b, 4 * width * k)
            })
            f.increment(a, steps[1])
          })
        })
      })
    },
  }
}

/** Elements of a filter by rows and columns; each holds a matrix of `k` steps and `n` columns, whose numbers lie `kBytes` and `nBytes` apart. */
export interface FilterElements {
  readonly start: number
  readonly lengths: readonly [number, number]
  readonly steps: readonly [number, number]
  readonly k: number
  readonly kBytes: number
  readonly n: number
  readonly nBytes: number
}

/** Packs a filter for dots: four steps of each column, column after column, for every four steps. */
export function packDotsTask(
  { start, lengths, steps, k, kBytes, n, nBytes }: FilterElements,
  from: Place,
  to: Place,
): Task {
  const elements = lengths[0] * lengths[1]
  return {
    units: elements,
    cost: 1.5 * elements * k * n,
    emit: (_, f, begin, end) => {
      const source = f.let('i32', f.address(from, ARENA, TABLE))
      const target = f.let('i32', f.address(to, ARENA, TABLE))
      const [unit, i, j, a, b, left] = f.locals('i32', 6)
      f.for(unit, { local: begin }, { local: end }, 1, () => {
        f.set(i, f.op('i32.div_u', f.get(unit), f.i32(lengths[1])))
        f.set(j, f.op('i32.rem_u', f.get(unit), f.i32(lengths[1])))
        place(f, source, [i, steps[0]], [j, steps[1]])
        f.set(a, f.op('i32.add', undefined, f.i32(start)))
        place(f, target, [unit, 4 * k * n])
        f.set(b)
        f.for(left, 0, k, 4, () => {
          for (let column = 0; column < n; column++) {
            for (let lane = 0; lane < 4; lane++) {
              f.store(
                'f32.store',
                f.get(b),
                f.load('f32.load', f.get(a), column * nBytes + lane * kBytes),
                16 * column + 4 * lane,
              )
            }
          }
          f.increment(a, 4 * kBytes)
          f.increment(b, 16 * n)
        })
      })
    },
  }
}
