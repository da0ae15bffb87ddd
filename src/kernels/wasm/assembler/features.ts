/**
 * What this V8 offers beyond SIMD, and what code is emitted for.
 *
 * Relaxed SIMD: Node 20 rejects relaxed SIMD until a V8 flag is set at run time; Node 22 and later accept
 * it by default and no longer know the flag (setting it would print a warning), so probe first. Where it stays missing,
 * multiply and add are two instructions.
 *
 * Wide SIMD: V8 of Node 24 and later can join neighbouring 128-bit instructions to 256-bit ones, by a flag that is experimental. It is used
 * where TF0_WIDE_SIMD=1 asks for it and a product of matrices comes out the same with it (wide_simd.ts).
 */
import { v8Flags } from './v8_flags.ts'

/** (func (result v128) v128.const 0, v128.const 0, v128.const 0, f32x4.relaxed_madd), in the smallest module. */
function relaxedProbe(): Uint8Array<ArrayBuffer> {
  const zero = [0xfd, 0x0c, ...new Array<number>(16).fill(0)]
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x0b]
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return new Uint8Array([
    ...header,
    1,
    5,
    1,
    0x60,
    0,
    1,
    0x7b,
    3,
    2,
    1,
    0,
    10,
    body.length + 2,
    1,
    body.length,
    ...body,
  ])
}

/** plain: multiply and add; relaxed: multiply-add in one instruction; wide: that, and pairs of vectors become one. */
export const SIMD = ['plain', 'relaxed', 'wide'] as const
export type Simd = (typeof SIMD)[number]

let relaxed: boolean | undefined

/** Whether `f32x4.relaxed_madd` may be emitted. The first call may set a V8 flag for the whole process (workers included). */
export function hasRelaxedSimd(): boolean {
  if (relaxed === undefined) {
    const probe = relaxedProbe()
    relaxed = WebAssembly.validate(probe)
    if (!relaxed && v8Flags.keep('relaxed')) relaxed = WebAssembly.validate(probe)
  }
  return relaxed
}
