/** PNG's filters undone, in place. */

/** Rows of `rowBytes` bytes behind the number of their filter; a number that is none counts as 0, as in libpng. */
export function unfilter(bytes: Uint8Array, start: number, rows: number, rowBytes: number, pixelBytes: number): void {
  const nothing = new Uint8Array(rowBytes)
  let up: Uint8Array = nothing
  for (let row = 0, at = start; row < rows; row++, at += rowBytes + 1) {
    const current = bytes.subarray(at + 1, at + 1 + rowBytes)
    undo(bytes[at] as number, current, up, pixelBytes)
    up = current
  }
}

function undo(filter: number, row: Uint8Array, up: Uint8Array, pixelBytes: number): void {
  const length = row.length
  const first = Math.min(pixelBytes, length)
  switch (filter) {
    case 1:
      for (let i = pixelBytes; i < length; i++) row[i] = (row[i] as number) + (row[i - pixelBytes] as number)
      return
    case 2:
      for (let i = 0; i < length; i++) row[i] = (row[i] as number) + (up[i] as number)
      return
    case 3:
      for (let i = 0; i < first; i++) row[i] = (row[i] as number) + ((up[i] as number) >> 1)
      for (let i = pixelBytes; i < length; i++)
        row[i] = (row[i] as number) + (((row[i - pixelBytes] as number) + (up[i] as number)) >> 1)
      return
    case 4:
      for (let i = 0; i < first; i++) row[i] = (row[i] as number) + (up[i] as number)
      for (let i = pixelBytes; i < length; i++) {
        const [left, above, corner] = [row[i - pixelBytes] as number, up[i] as number, up[i - pixelBytes] as number]
        const fromLeft = Math.abs(above - corner)
        const fromAbove = Math.abs(left - corner)
        const fromCorner = Math.abs(left + above - 2 * corner)
        const nearest =
          fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner
        row[i] = (row[i] as number) + nearest
      }
  }
}
