/** `tf0 inspect`. */
export function inspect(_args: readonly string[]): number {
  return 0
}
