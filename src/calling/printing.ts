/** Lines that TensorFlow itself prints on standard output. */

let print = (text: string): void => console.log(text)

/** Prints lines. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'))
}

/** Lets something else print: a front end, whose programs print elsewhere. */
export function usePrinter(given: (text: string) => void): void {
  print = given
}
