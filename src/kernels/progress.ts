/** Counts what could let a waiting kernel go on: elements put into queues or taken out of them, closed queues. */
let count = 0

/** Something has changed that others may wait for. */
export function noteProgress(): void {
  count++
}
/** Equal before and after: nothing has changed in between. */
export function progressCount(): number {
  return count
}
