/** What the parts of a translation share: the types of the program, and what the text they write needs. */
import type { Expression } from '../../python/syntax/ast.ts'
import type { Inference } from './inference.ts'
import type { Binding, Scan, Scope } from './scopes.ts'
import { memberName, safeName } from './text.ts'
import { isStatic } from './type_rules.ts'
import { type FunctionInfo, type Type, written } from './types.ts'

export class Translation {
  readonly scan: Scan
  readonly inference: Inference
  /** The dotted name of the module; '' for the program itself. */
  readonly module: string
  /** What the program calls tf and np. */
  readonly tf: string
  readonly np: string
  readonly uses = { tf: false, np: false, py: false }
  /** Own modules that are imported, by name. */
  readonly imports = new Map<string, string>()
  /** What has no counterpart in the statement at hand. */
  #pending: string[] = []
  todos = 0

  constructor(scan: Scan, inference: Inference, module: string) {
    this.scan = scan
    this.inference = inference
    this.module = module
    this.tf = this.#alias('tf')
    this.np = this.#alias('np')
  }
  /** The name under which the program imports a library. */
  #alias(root: 'tf' | 'np'): string {
    for (const binding of this.scan.module.bindings.values())
      if (
        binding.kind === 'import' &&
        binding.type.kind === 'library' &&
        binding.type.root === root &&
        binding.type.path === ''
      )
        return safeName(binding.name)
    return root
  }

  typeOf(expression: Expression, scope: Scope): Type {
    return this.inference.typeOf(expression, scope)
  }
  /** A helper of tf0/port. */
  py(name: string): string {
    this.uses.py = true
    return `py.${name}`
  }
  tfName(path: string): string {
    this.uses.tf = true
    return path === '' ? this.tf : `${this.tf}.${path}`
  }
  npName(path: string): string {
    this.uses.np = true
    return path === '' ? this.np : `${this.np}.${path}`
  }
  /** Notes that something of the statement at hand has no counterpart. */
  todo(what: string): void {
    if (!this.#pending.includes(what)) this.#pending.push(what)
  }
  takeTodos(): readonly string[] {
    const taken = this.#pending
    this.#pending = []
    this.todos += taken.length
    return taken
  }

  written(type: Type): string {
    const text = written(type, this.tf)
    if (text.includes(`${this.tf}.Tensor`)) this.uses.tf = true
    return text
  }

  /** Whether a binding is the `self` of a method. */
  isSelf(binding: Binding): boolean {
    const { info } = binding.scope
    return (
      info?.owner !== null &&
      info?.owner !== undefined &&
      !isStatic(info) &&
      info.definition.parameters[0]?.name === binding.name &&
      binding.assignments === 1
    )
  }
  nameOf(binding: Binding): string {
    if (binding.scope.kind === 'class') return `this.${memberName(binding.name)}`
    return this.isSelf(binding) ? 'this' : safeName(binding.name)
  }
}

export const parametersAfterSelf = (info: FunctionInfo): FunctionInfo['definition']['parameters'] =>
  info.owner && !isStatic(info) ? info.definition.parameters.slice(1) : info.definition.parameters

/** Whether keywords or `**kwargs` follow `*args`, so that `*args` is one array among the parameters. */
export const hasPlainRest = (info: FunctionInfo): boolean => {
  const { parameters } = info.definition
  return parameters.some(parameter => parameter.kind === 'args') && parameters.at(-1)?.kind === 'args'
}
