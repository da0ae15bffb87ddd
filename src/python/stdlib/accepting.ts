/**
 * Libraries that draw: their modules take every call and draw nothing, so that what a program computes and prints goes on. What they hand out is
 * one object: it has every attribute, can be called, entered and taken apart, holds no items, and counts as zero.
 */
import { defineSlots } from '../objects/slots.ts'
import { CALL, type Keywords } from '../objects/values/callable.ts'
import { dynamicAttributes } from '../objects/values/members.ts'
import { PyModule } from '../objects/values/module.ts'
import { int } from '../objects/values/numbers.ts'

class Accepting {
  static readonly pythonName = 'Accepting'
  repr(): string {
    return '<a drawing that is not made>'
  }
  [Symbol.dispose](): void {
    // nothing to leave
  }
  [CALL](_args: readonly unknown[], _keywords: Keywords): unknown {
    return this
  }
}
const ACCEPTING = new Accepting()

/** Names that would promise more than there is. */
const isSpecial = (name: string): boolean => /^__.*__$/.test(name)

dynamicAttributes(Accepting.prototype, {
  find: (_: Accepting, name) => (isSpecial(name) ? undefined : ACCEPTING),
  assign: (_, name) => !isSpecial(name),
  names: () => [],
})
const NO_ITEMS: readonly unknown[] = []
defineSlots(Accepting, {
  iterate: () => NO_ITEMS[Symbol.iterator](),
  unpack: (_, count) => Array.from({ length: count }, () => ACCEPTING),
  length: () => 0,
  getItem: () => ACCEPTING,
  setItem: () => undefined,
  contains: () => false,
  truth: () => true,
  number: () => int(0),
  binary: () => ACCEPTING,
  unary: () => ACCEPTING,
})

class AcceptingModule extends PyModule {
  override find(name: string): unknown {
    const known = super.find(name)
    return known !== undefined || isSpecial(name) ? known : ACCEPTING
  }
  /** Nothing in particular. */
  override names(): string[] {
    return [...this.own.keys()]
  }
}

/** The libraries, each with all modules below it. */
const LIBRARIES: ReadonlySet<string> = new Set(
  'IPython PIL bokeh cv2 graphviz matplotlib mpl_toolkits plotly pydot pygame pylab seaborn tkinter Tkinter turtle'.split(
    ' ',
  ),
)
const NAMES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { matplotlib: { __version__: '2.2.5' } }

/** Makes the modules of these libraries as they are asked for. */
export function acceptingModules(): (name: string) => PyModule | undefined {
  const made = new Map<string, PyModule>()
  return name => {
    if (!LIBRARIES.has(name.split('.')[0] as string)) return undefined
    const module = made.get(name) ?? new AcceptingModule(name, NAMES[name] ?? {})
    made.set(name, module)
    return module
  }
}
