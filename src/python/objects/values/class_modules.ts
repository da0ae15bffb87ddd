/** Where classes that are not the program's are kept, for texts that show them. */

interface ShownClass {
  readonly name: string
  readonly prototype: unknown
}

interface ClassModules {
  /** The module of a class; undefined where none is known. */
  readonly moduleOf: (type: ShownClass) => string | undefined
  /** The module of a class whose objects are shown by their address, by the name of the class; undefined for others. */
  readonly addressedModule: (name: string) => string | undefined
}

let known: ClassModules = { moduleOf: () => undefined, addressedModule: () => undefined }

/** Says where classes are kept. */
export function useClassModules(modules: ClassModules): void {
  known = modules
}

export const moduleOf = (type: ShownClass): string | undefined => known.moduleOf(type)
export const addressedModule = (name: string): string | undefined => known.addressedModule(name)
