/** Machine code for the loops over pictures in JPEG files; what they compute is in formats/jpeg. Addresses are bytes of the memory. */
import { ModuleBuilder } from '../assembler/module.ts'
import { average, fromYCbCr, toYCbCr } from './colors.ts'
import { forwardRow } from './forward_transform.ts'
import { inverseRow } from './inverse_transform.ts'
import { readUnits } from './unit_reader.ts'
import { writeUnits } from './unit_writer.ts'
import { widened, widenedBetween } from './upsampling.ts'

export interface JpegCode {
  inverseRow(coefficients: number, blocks: number, plane: number, stride: number): void
  widened(row: number, count: number, into: number): void
  widenedBetween(near: number, far: number, count: number, into: number): void
  fromYCbCr(luma: number, cb: number, cr: number, out: number, count: number): void
  readUnits(units: number): number
  toYCbCr(pixels: number, count: number, luma: number, cb: number, cr: number): void
  average(upper: number, lower: number, into: number, count: number): void
  forwardRow(samples: number, stride: number, blocks: number, coefficients: number): void
  writeUnits(units: number): number
}

let compiled: WebAssembly.Module | undefined
function compile(): WebAssembly.Module {
  const module = new ModuleBuilder({ simd: 'plain', shared: false })
  const functions = {
    inverseRow,
    widened,
    widenedBetween,
    fromYCbCr,
    readUnits,
    toYCbCr,
    average,
    forwardRow,
    writeUnits,
  }
  for (const [name, make] of Object.entries(functions)) module.export(name, make(module))
  return new WebAssembly.Module(module.toBytes())
}

/** The code at work in a memory, whose beginning is laid out as layout.ts says. */
export function jpegCode(memory: WebAssembly.Memory<ArrayBuffer>): JpegCode {
  compiled ??= compile()
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as JpegCode
}
