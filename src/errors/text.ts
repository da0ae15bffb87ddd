/** What JavaScript makes of a value as text, for messages; undefined stays. */
export function textOf(message: unknown): string | undefined {
  if (message === undefined || typeof message === 'string') return message
  try {
    return String(message)
  } catch {
    // a list that holds a symbol, an object without a prototype
    return Object.prototype.toString.call(message)
  }
}
