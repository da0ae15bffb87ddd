import { ValueError } from '../../errors/index.ts'

function namesByNumber(numbers: Readonly<Record<string, number>>): Map<number, string> {
  const names = new Map<number, string>()
  for (const [name, number] of Object.entries(numbers)) if (!names.has(number)) names.set(number, name)
  return names
}

/** The names and numbers of an enum, with the lookups of Python's enum wrappers. Values are plain numbers. */
export class EnumType {
  readonly full_name: string
  readonly #numbers: Readonly<Record<string, number>>
  #names: Map<number, string> | undefined

  constructor(full_name: string, numbers: Readonly<Record<string, number>>) {
    this.full_name = full_name
    this.#numbers = numbers
  }

  /** The name of a number, or undefined. Of two names for a number it is the first. */
  find(value: number): string | undefined {
    this.#names ??= namesByNumber(this.#numbers)
    return this.#names.get(value)
  }

  /** The number of a name, or undefined. */
  number(name: string): number | undefined {
    return Object.hasOwn(this.#numbers, name) ? this.#numbers[name] : undefined
  }

  get #short(): string {
    return this.full_name.slice(this.full_name.lastIndexOf('.') + 1)
  }

  Name(value: number): string {
    const name = this.find(value)
    if (name === undefined) throw new ValueError(`Enum ${this.#short} has no name defined for value ${value}`)
    return name
  }

  Value(name: string): number {
    const value = this.number(name)
    if (value === undefined) throw new ValueError(`Enum ${this.#short} has no value defined for name '${name}'`)
    return value
  }

  keys(): string[] {
    return Object.keys(this.#numbers)
  }

  values(): number[] {
    return Object.values(this.#numbers)
  }

  items(): [string, number][] {
    return Object.entries(this.#numbers)
  }
}

/** An enum whose numbers can be read by name: `DataType.DT_FLOAT`. */
export function enumType<T extends Readonly<Record<string, number>>>(full_name: string, numbers: T): EnumType & T {
  return Object.assign(new EnumType(full_name, numbers), numbers)
}
