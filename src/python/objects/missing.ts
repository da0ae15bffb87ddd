/** Names that are not there. */
import { AttributeError } from '../../errors/index.ts'
import { programClassOf } from './values/class.ts'
import { PyModule } from './values/module.ts'
import { typeName } from './values/type.ts'

/** A name that a module of tf0 does not have: perhaps TensorFlow has it. */
export class MissingNameError extends AttributeError {
  static readonly pythonName = 'AttributeError'
  /** `tensorflow.nn.fold`. */
  readonly path: string
  constructor(message: string, path: string) {
    super(message)
    this.path = path
  }
  override get name(): string {
    return 'AttributeError'
  }
}

/** The error for `value.name`. */
export function missingName(value: unknown, name: string): AttributeError {
  if (value instanceof PyModule)
    return new MissingNameError(
      `module '${value.name}' has no attribute '${name}'${value.describeMissing(name)}`,
      `${value.name}.${name}`,
    )
  if (typeof value === 'function')
    return new MissingNameError(`type object '${value.name}' has no attribute '${name}'`, `${value.name}.${name}`)
  const message = `'${typeName(value)}' object has no attribute '${name}'`
  const foreign = typeof value === 'object' && value !== null && !programClassOf(value)
  return foreign ? new MissingNameError(message, `${typeName(value)}.${name}`) : new AttributeError(message)
}
