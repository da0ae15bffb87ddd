/** Functions with some of their arguments given: Python's functools.partial. */
import { setSignature, signatureOf } from '../../calling/signature.ts'

// biome-ignore lint/suspicious/noExplicitAny: it takes and gives what the function does
type AnyFunction = (...args: any[]) => any

/** `fn` with arguments by keyword that a call can replace. `func` is the function itself, as in Python. */
export function partial<F extends AnyFunction>(
  name: string,
  fn: F,
  keywords: Readonly<Record<string, unknown>>,
): F & { readonly func: F } {
  const signature = signatureOf(fn)
  const made = (...args: unknown[]): unknown => {
    const last = args.at(-1)
    return signature?.endsInKeywords(args)
      ? fn(...args.slice(0, -1), { ...keywords, ...(last as object) })
      : fn(...args, keywords)
  }
  Object.defineProperty(made, 'name', { value: name })
  if (signature) setSignature(made, signature.text)
  return Object.assign(made as F, { func: fn })
}
