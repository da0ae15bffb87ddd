/** Whether a value is an object as `{…}` makes it: keywords, or a Python dict. Instances of classes, arrays and Maps are not. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
