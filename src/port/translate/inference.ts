/**
 * Which types names, attributes, parameters and results have: those of everything that is assigned to them anywhere, found by going over the program
 * until nothing changes.
 */
import '../../python/builtins/install.ts'
import { findBuiltin } from '../../python/builtins/names.ts'
import { bodiesOf, expressionsOf, partsOf } from '../../python/compiler/scope.ts'
import type { Argument, BinaryOperator, Expression, Statement } from '../../python/syntax/ast.ts'
import { callTypesOf, methodType } from './call_types.ts'
import { library, type Names } from './libraries.ts'
import { type CallTypes, npResult, pythonResult, tfMember, tfResult } from './library_types.ts'
import { importedTypeOf, libraryMember, moduleTypeOf } from './module_types.ts'
import type { Binding, Scan, Scope } from './scopes.ts'
import {
  binaryType,
  boundArguments,
  compareType,
  constantType,
  endsWithReturn,
  hasDecorator,
  isStatic,
  itemType,
  subscriptType,
  superMethod,
} from './type_rules.ts'
import {
  array,
  BOOL,
  type ClassInfo,
  type FunctionInfo,
  INT,
  isArrayLike,
  isNumber,
  iterator,
  join,
  list,
  NEVER,
  NONE,
  PYTHON,
  STR,
  sameType,
  type Type,
  UNKNOWN,
} from './types.ts'

type Call = Extract<Expression, { kind: 'call' }>
const MOST_PASSES = 8
export class Inference {
  readonly names: Names
  /** The program's modules by name; the main one is ''. */
  readonly #modules: ReadonlyMap<string, Scan>
  #changed = false
  #scan: Scan

  constructor(names: Names, modules: ReadonlyMap<string, Scan>) {
    this.names = names
    this.#modules = modules
    this.#scan = modules.get('') as Scan
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      this.#changed = false
      for (const scan of modules.values()) {
        this.#scan = scan
        this.#body(scan.module, scan.program.body)
      }
      if (!this.#changed) break
    }
  }

  /** Goes on with a module: what its text says is asked for by its own tables. */
  enter(scan: Scan): void {
    this.#scan = scan
  }
  #join(old: Type, type: Type): Type {
    const joined = join(old, type)
    if (sameType(old, joined)) return old
    this.#changed = true
    return joined
  }
  #assignTo(binding: Binding | undefined, type: Type): void {
    if (binding) binding.type = this.#join(binding.type, type)
  }

  #body(scope: Scope, body: readonly Statement[]): void {
    for (const statement of body) this.#statement(scope, statement)
  }

  #statement(scope: Scope, statement: Statement): void {
    switch (statement.kind) {
      case 'assign': {
        const type = this.typeOf(statement.value, scope)
        for (const target of statement.targets) this.assign(target, type, scope)
        return
      }
      case 'augmented': {
        const value = this.typeOf(statement.value, scope)
        const old = this.typeOf(statement.target, scope)
        this.assign(statement.target, this.binary(statement.operator, old, value), scope)
        return
      }
      case 'for':
        this.assign(statement.target, this.itemOf(this.typeOf(statement.iterable, scope)), scope)
        break
      case 'with':
        for (const { context, target } of statement.items) {
          const type = this.typeOf(context, scope)
          if (target) this.assign(target, type.kind === 'object' ? type : UNKNOWN, scope)
        }
        break
      case 'try':
        for (const handler of statement.handlers) if (handler.target) this.assign(handler.target, UNKNOWN, scope)
        break
      case 'return':
        if (scope.body.info) this.#return(scope.body.info, statement.value ? this.typeOf(statement.value, scope) : NONE)
        return
      case 'import':
        for (const { name, alias } of statement.names)
          this.#assignTo(
            scope.resolve(alias ?? (name.split('.')[0] as string)),
            this.moduleType(alias === null ? (name.split('.')[0] as string) : name),
          )
        return
      case 'from_import':
        if (statement.names !== '*')
          for (const { name, alias } of statement.names)
            this.#assignTo(scope.resolve(alias ?? name), this.importedType(statement.module, name))
        return
      case 'function':
        this.#function(scope, statement)
        return
      case 'class':
        this.#class(scope, statement)
        return
    }
    for (const expression of expressionsOf(statement)) this.typeOf(expression, scope)
    for (const body of bodiesOf(statement)) this.#body(scope, body)
  }

  #function(scope: Scope, statement: Extract<Statement, { kind: 'function' }>): void {
    const info = this.#scan.functions.get(statement)
    if (!info) return
    for (const decorator of statement.decorators) this.typeOf(decorator, scope)
    if (scope.kind !== 'class') this.#assignTo(scope.resolve(statement.name), { kind: 'function', info })
    this.#parametersOf(info)
    this.#body(info.scope, statement.body)
    if (info.generator) info.returns = iterator(UNKNOWN)
    else if (!endsWithReturn(statement.body)) this.#return(info, NONE)
  }
  #return(info: FunctionInfo, type: Type): void {
    if (!info.generator) info.returns = this.#join(info.returns, type)
  }
  /** What parameters are by themselves: `self`, defaults; anything, where the function is used as a value. */
  #parametersOf(info: FunctionInfo): void {
    const outer = info.scope.parent as Scope
    for (const [i, parameter] of info.definition.parameters.entries()) {
      const binding = info.scope.bindings.get(parameter.name)
      if (i === 0 && info.owner && !isStatic(info)) {
        this.#assignTo(
          binding,
          hasDecorator(info, 'classmethod')
            ? { kind: 'class', info: info.owner }
            : { kind: 'instance', info: info.owner },
        )
        continue
      }
      if (parameter.default) this.#assignTo(binding, this.typeOf(parameter.default, outer))
      if (parameter.kind === 'args' || parameter.kind === 'keywords' || info.escapes) this.#assignTo(binding, UNKNOWN)
      if (parameter.unpack) this.assign(parameter.unpack, UNKNOWN, info.scope)
    }
  }

  #class(scope: Scope, statement: Extract<Statement, { kind: 'class' }>): void {
    const info = this.#scan.classes.get(statement)
    if (!info) return
    const type: Type = { kind: 'class', info }
    this.#assignTo(scope.resolve(statement.name), type)
    const [base] = statement.arguments
    if (base?.kind === 'positional') {
      const found = this.typeOf(base.value, scope)
      if (found.kind === 'class') info.base = found.info
      else info.foreign = found
    }
    this.#body(info.scope, statement.body)
    for (const binding of info.scope.bindings.values())
      if (binding.kind === 'variable') info.members.set(binding.name, binding.type)
  }

  /** Assigns a type to a target. */
  assign(target: Expression, type: Type, scope: Scope): void {
    switch (target.kind) {
      case 'name':
        this.#assignTo(scope.resolve(target.name), type)
        return
      case 'tuple':
      case 'list':
        for (const [i, item] of target.items.entries())
          this.assign(
            item,
            type.kind === 'tuple' && type.items.length === target.items.length
              ? (type.items[i] as Type)
              : this.itemOf(type),
            scope,
          )
        return
      case 'starred':
        this.assign(target.value, list(UNKNOWN), scope)
        return
      case 'attribute': {
        const object = this.typeOf(target.object, scope)
        if (object.kind === 'own module') {
          const binding = this.#modules.get(object.name)?.module.bindings.get(target.name)
          if (binding && !binding.assignedOutside) Object.assign(binding, { assignedOutside: true }).assignments++
          this.#assignTo(binding, type)
        }
        if (object.kind === 'instance' || object.kind === 'class') {
          const old = object.info.attributes.get(target.name) ?? NEVER
          object.info.attributes.set(target.name, this.#join(old, type))
        }
        return
      }
      case 'subscript': {
        const object = this.typeOf(target.object, scope)
        const index = this.typeOf(target.index, scope)
        if (object.kind === 'list' && target.index.kind !== 'slice') this.assign(target.object, list(type), scope)
        else if (object.kind === 'dict' && target.object.kind !== 'subscript')
          this.assign(target.object, { kind: 'dict', key: index, value: type }, scope)
        return
      }
    }
  }

  /** What `import name` binds. */
  moduleType(name: string): Type {
    return moduleTypeOf(this.names, this.#modules, name)
  }
  /** What `from module import name` binds. */
  importedType(module: string, name: string): Type {
    return importedTypeOf(this.names, this.#modules, module, name)
  }
  /** The items of what is iterated over. */
  itemOf(type: Type): Type {
    return itemType(type)
  }

  /** The type of an expression. What it calls learns of its arguments. */
  typeOf(expression: Expression, scope: Scope): Type {
    switch (expression.kind) {
      case 'constant':
        return constantType(expression.value)
      case 'name': {
        const type = this.nameType(expression.name, scope)
        if (type.kind === 'function') this.#escape(type.info)
        return type
      }
      case 'attribute': {
        const type = this.#attribute(expression, scope)
        if (type.kind === 'function') this.#escape(type.info)
        return type
      }
      case 'call':
        return this.#call(expression, scope)
      case 'binary':
        return this.binary(
          expression.operator,
          this.typeOf(expression.left, scope),
          this.typeOf(expression.right, scope),
        )
      case 'unary': {
        const operand = this.typeOf(expression.operand, scope)
        if (expression.operator === 'not') return BOOL
        return operand.kind === 'bool'
          ? INT
          : isNumber(operand) || isArrayLike(operand) || operand.kind === 'never'
            ? operand
            : UNKNOWN
      }
      case 'logical': {
        const left = this.typeOf(expression.left, scope)
        const right = this.typeOf(expression.right, scope)
        return join(left.kind === 'none' ? NEVER : left, right)
      }
      case 'compare':
        return compareType(
          expression.operands.map(operand => this.typeOf(operand, scope)),
          expression.operators,
        )
      case 'conditional':
        this.typeOf(expression.condition, scope)
        return join(this.typeOf(expression.then, scope), this.typeOf(expression.otherwise, scope))
      case 'lambda': {
        const info = this.#scan.functions.get(expression) as FunctionInfo
        this.#parametersOf(info)
        this.#return(info, this.typeOf(expression.body, info.scope))
        return { kind: 'function', info }
      }
      case 'list':
      case 'set':
        return {
          kind: expression.kind,
          item: expression.items.map(item => this.typeOf(item, scope)).reduce((a, b) => join(a, b), NEVER),
        }
      case 'tuple': {
        const items = expression.items.map(item => this.typeOf(item, scope))
        return expression.items.some(item => item.kind === 'starred') ? UNKNOWN : { kind: 'tuple', items }
      }
      case 'dict': {
        let key = NEVER
        let value = NEVER
        for (const entry of expression.entries) {
          key = join(key, entry.key ? this.typeOf(entry.key, scope) : UNKNOWN)
          value = join(value, entry.key ? this.typeOf(entry.value, scope) : UNKNOWN)
        }
        return { kind: 'dict', key, value }
      }
      case 'comprehension':
        return this.#comprehension(expression, scope)
      case 'subscript':
        return subscriptType(expression, this.typeOf(expression.object, scope), this.typeOf(expression.index, scope))
      case 'formatted':
        for (const part of expression.parts) if (typeof part !== 'string') this.typeOf(part.value, scope)
        return STR
      case 'starred':
        this.typeOf(expression.value, scope)
        return UNKNOWN
      case 'walrus': {
        const type = this.typeOf(expression.value, scope)
        this.#assignTo(scope.resolve(expression.name), type)
        return type
      }
      default:
        for (const part of partsOf(expression)) this.typeOf(part, scope)
        return UNKNOWN
    }
  }

  #escape(info: FunctionInfo): void {
    if (info.escapes) return
    info.escapes = true
    this.#changed = true
  }

  nameType(name: string, scope: Scope): Type {
    const binding = scope.resolve(name)
    if (binding) return binding.type
    if (name === '__name__' || name === '__file__') return STR
    return findBuiltin(name) !== undefined ? library('python', `builtins.${name}`) : UNKNOWN
  }

  /** A method or attribute of a class of the program, looked up along its bases. */
  classMember(info: ClassInfo, name: string): Type | undefined {
    for (let at: ClassInfo | null = info, i = 0; at && i < 50; at = at.base, i++) {
      const method = at.methods.get(name)
      if (method) return hasDecorator(method, 'property') ? method.returns : { kind: 'function', info: method }
      const attribute = at.attributes.get(name)
      const member = at.members.get(name)
      if (attribute || member) return join(attribute ?? NEVER, member ?? NEVER)
    }
    return undefined
  }

  #attribute(expression: Extract<Expression, { kind: 'attribute' }>, scope: Scope): Type {
    return this.memberType(this.calleeType(expression.object, scope), expression.name)
  }
  /** The type of `object.name`. */
  memberType(object: Type, name: string): Type {
    switch (object.kind) {
      case 'library':
        // what is an object there, as FLAGS is, has members of its own
        if (
          object.root !== 'python' &&
          object.path !== '' &&
          this.names.has(object.root, object.path) &&
          !this.names.holdsNames(object.root, object.path)
        )
          return UNKNOWN
        return libraryMember(object.root, object.path === '' ? name : `${object.path}.${name}`)
      case 'own module':
        return this.#modules.get(object.name)?.module.bindings.get(name)?.type ?? this.#submodule(object.name, name)
      case 'instance':
      case 'class':
        return this.classMember(object.info, name) ?? (name === '__name__' ? STR : UNKNOWN)
      case 'object':
        return tfMember(object.path, name)
      case 'array':
        if (name === 'shape') return { kind: 'object', path: 'shape' }
        if (name === 'size' || name === 'ndim') return INT
        return name === 'T' || name === 'flat' ? array(object.element) : UNKNOWN
      case 'tensor':
        if (name === 'name') return STR
        return UNKNOWN
      case 'never':
        return NEVER
      case 'python':
        return PYTHON
      default:
        return name === '__name__' ? STR : UNKNOWN
    }
  }
  #submodule(module: string, name: string): Type {
    return this.#modules.has(`${module}.${name}`) ? { kind: 'own module', name: `${module}.${name}` } : UNKNOWN
  }

  /** The type of what is called: a function does not escape by that. */
  calleeType(callee: Expression, scope: Scope): Type {
    if (callee.kind === 'name') return this.nameType(callee.name, scope)
    if (callee.kind === 'attribute') return this.#attribute(callee, scope)
    return this.typeOf(callee, scope)
  }

  #call(expression: Call, scope: Scope): Type {
    const { callee, args } = expression
    const parent = superMethod(callee)
    if (parent !== null) {
      for (const argument of args) this.typeOf(argument.value, scope)
      const base = scope.owner?.base
      const method = base ? this.classMember(base, parent) : undefined
      if (method?.kind === 'function') return this.#bind(method.info, args, scope, 1)
      return UNKNOWN
    }
    const type = this.calleeType(callee, scope)
    switch (type.kind) {
      case 'function':
        return this.#bind(type.info, args, scope, boundArguments(callee, type.info, this.#receiver(callee, scope)))
      case 'class': {
        const init = this.classMember(type.info, '__init__')
        if (init?.kind === 'function') this.#bind(init.info, args, scope, 1)
        else for (const argument of args) this.typeOf(argument.value, scope)
        return { kind: 'instance', info: type.info }
      }
      case 'instance': {
        const method = this.classMember(type.info, '__call__')
        if (method?.kind === 'function') return this.#bind(method.info, args, scope, 1)
        break
      }
      case 'library': {
        const call = this.callTypes(args, scope)
        if (type.root === 'tf') return tfResult(type.path, this.names.isClass('tf', type.path), call)
        if (type.root === 'np') return npResult(type.path, call)
        return pythonResult(type.path, call, item => this.itemOf(item))
      }
    }
    const call = this.callTypes(args, scope)
    if (type.kind === 'python') return PYTHON
    if (callee.kind === 'attribute') return methodType(this, this.typeOf(callee.object, scope), callee, call, scope)
    return type.kind === 'never' ? NEVER : UNKNOWN
  }
  #receiver(callee: Expression, scope: Scope): Type {
    return callee.kind === 'attribute' ? this.calleeType(callee.object, scope) : UNKNOWN
  }

  /** Lets parameters know what they are given. */
  #bind(info: FunctionInfo, args: readonly Argument[], scope: Scope, skip: number): Type {
    const { parameters } = info.definition
    let at = skip
    let certain = true
    for (const argument of args) {
      const type = this.typeOf(argument.value, scope)
      if (argument.kind === 'spread' || argument.kind === 'spread_keywords') certain = false
      else if (argument.kind === 'keyword') {
        if (parameters.some(parameter => parameter.name === argument.name && parameter.kind !== 'keywords'))
          this.#assignTo(info.scope.bindings.get(argument.name), type)
      } else {
        const parameter = parameters[at++]
        if (parameter?.kind === 'positional' && certain) this.#assignTo(info.scope.bindings.get(parameter.name), type)
      }
    }
    if (!certain)
      for (const parameter of parameters.slice(skip)) this.#assignTo(info.scope.bindings.get(parameter.name), UNKNOWN)
    return info.returns
  }

  callTypes(args: readonly Argument[], scope: Scope): CallTypes {
    return callTypesOf(this, args, scope, this.#scan.program.version)
  }

  /** The type of `a operator b`. */
  binary(operator: BinaryOperator, a: Type, b: Type): Type {
    return binaryType(operator, a, b, this.#scan.program.trueDivision)
  }
  #comprehension(expression: Extract<Expression, { kind: 'comprehension' }>, scope: Scope): Type {
    const own = this.#scan.scopes.get(expression) ?? scope
    for (const [i, clause] of expression.clauses.entries()) {
      if (clause.kind === 'if') this.typeOf(clause.condition, own)
      else this.assign(clause.target, this.itemOf(this.typeOf(clause.iterable, i === 0 ? scope : own)), own)
    }
    const item = this.typeOf(expression.element, own)
    switch (expression.form) {
      case 'list':
        return list(item)
      case 'set':
        return { kind: 'set', item }
      case 'dict':
        return { kind: 'dict', key: item, value: expression.value ? this.typeOf(expression.value, own) : UNKNOWN }
      case 'generator':
        return iterator(item)
    }
  }
}
