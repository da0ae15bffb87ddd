/** numpy's print options. */
import { guarded } from '../../errors/boundary.ts'

export interface PrintOptions {
  /** Digits behind the point at most. */
  precision: number
  /** Arrays with more elements than this are summarised. */
  threshold: number
  /** Elements shown at each end of a summarised axis. */
  edgeitems: number
  /** Characters in a line. */
  linewidth: number
  /** Print small numbers as zero instead of in scientific notation. */
  suppress: boolean
  nanstr: string
  infstr: string
  /** Sign of positive numbers: none, `+`, or a space. */
  sign: '-' | '+' | ' '
  floatmode: 'fixed' | 'unique' | 'maxprec' | 'maxprec_equal'
}

const DEFAULTS: Readonly<PrintOptions> = {
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  nanstr: 'nan',
  infstr: 'inf',
  sign: '-',
  floatmode: 'maxprec',
}

let current: Readonly<PrintOptions> = DEFAULTS

export function printOptions(): Readonly<PrintOptions> {
  return current
}

/** numpy's `set_printoptions`: changes the options given and leaves the others. */
export function setPrintOptions(options: Partial<PrintOptions>): void {
  current = { ...current, ...options }
}
// @ts-expect-error the guarded function takes its place
setPrintOptions = guarded(setPrintOptions)

/** Back to numpy's defaults. */
export function resetPrintOptions(): void {
  current = DEFAULTS
}
