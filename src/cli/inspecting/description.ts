/** Facts about a file, and tables of its parts. */

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export interface Description {
  readonly kind: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly tables: readonly Table[]
}

/** A file that is none of those that are known. */
export class Unknown extends Error {}

/** `[2, ?, 3]` */
export const shapeText = (shape: readonly number[] | null): string =>
  shape === null ? '?' : `[${shape.map(dim => (dim < 0 ? '?' : String(dim))).join(', ')}]`
