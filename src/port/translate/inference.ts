/**
 * Which types names, attributes, parameters and results have: those of everything that is assigned to them anywhere, found by going over the program
 * until nothing changes.
 */
import '../../python/builtins/install.ts'
import { findBuiltin } from '../../python/builtins/names.ts'
import { bodiesOf, expressionsOf, partsOf } from '../../python/compiler/scope.ts'
import type { Argument, BinaryOperator, Expression, Statement } from '../../python/syntax/ast.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import {
  arrayMethod,
  type CallTypes,
  elementOfDtype,
  elementOfType,
  npResult,
  pythonResult,
  rankOfType,
  scalarOf,
  stringMethod,
  tfMember,
  tfMethodResult,
  tfResult,
} from './library_types.ts'
import { library, type Names } from './libraries.ts'
import type { Binding, Scan, Scope } from './scopes.ts'
import {
  array,
  BOOL,
  type ClassInfo,
  type ElementKind,
  FLOAT,
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
  result,
  STR,
  sameType,
  type Type,
  tensor,
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
  /** The names that a module of the program has. */
  namesOf(module: string): string[] {
    return [...(this.#modules.get(module)?.module.bindings.keys() ?? [])].filter(name => !name.startsWith('_'))
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
        this.assign(statement.target, this.#binary(statement.operator, old, value), scope)
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
        for (const handler of statement.handlers)
          if (handler.target) this.assign(handler.target, UNKNOWN, scope)
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
        this.#assignTo(binding, hasDecorator(info, 'classmethod') ? { kind: 'class', info: info.owner } : { kind: 'instance', info: info.owner })
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
            type.kind === 'tuple' && type.items.length === target.items.length ? (type.items[i] as Type) : this.itemOf(type),
            scope,
          )
        return
      case 'starred':
        this.assign(target.value, list(UNKNOWN), scope)
        return
      case 'attribute': {
        const object = this.typeOf(target.object, scope)
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
        else if (object.kind === 'dict' && target.object.kind !== 'subscript') this.assign(target.object, { kind: 'dict', key: index, value: type }, scope)
        return
      }
    }
  }

  /** What `import name` binds. */
  moduleType(name: string): Type {
    if (this.#modules.has(name)) return { kind: 'own module', name }
    if (name === 'tensorflow' || name.startsWith('tensorflow.')) {
      const path = this.names.tensorflowPath(name, null)
      return path === undefined ? UNKNOWN : library('tf', path)
    }
    if (name === 'numpy' || name.startsWith('numpy.')) return library('np', name.split('.').slice(1).join('.'))
    return library('python', name)
  }
  /** What `from module import name` binds. */
  importedType(module: string, name: string): Type {
    if (this.#modules.has(`${module}.${name}`)) return { kind: 'own module', name: `${module}.${name}` }
    const own = this.#modules.get(module)
    if (own) return own.module.bindings.get(name)?.type ?? UNKNOWN
    if (module === 'tensorflow' || module.startsWith('tensorflow.')) {
      const path = this.names.tensorflowPath(module, name)
      return path === undefined ? UNKNOWN : this.#libraryMember('tf', path)
    }
    const holder = this.moduleType(module)
    return holder.kind === 'library' ? this.#libraryMember(holder.root, holder.path === '' ? name : `${holder.path}.${name}`) : UNKNOWN
  }
  #libraryMember(root: 'tf' | 'np' | 'python', path: string): Type {
    if (root === 'np') {
      if (/^(pi|e|inf|nan|NaN|Inf|infty)$/.test(path)) return FLOAT
      if (path === 'newaxis') return NONE
    }
    if (root === 'python') {
      if (path === 'math.pi' || path === 'math.e') return FLOAT
      if (path === 'sys.argv') return list(STR)
      if (path === 'sys.maxint' || path === 'sys.maxsize') return INT
      if (/^(sys\.(version|platform|executable)|string\.\w+|os\.(sep|linesep))$/.test(path)) return STR
      if (path === 'os.environ' || path === 'sys.path' || path === 'sys.stdout' || path === 'sys.stderr') return PYTHON
    }
    return library(root, path)
  }

  /** The items of what is iterated over. */
  itemOf(type: Type): Type {
    switch (type.kind) {
      case 'list':
      case 'set':
      case 'iterator':
        return type.item
      case 'tuple':
        return type.items.reduce((a, b) => join(a, b), NEVER)
      case 'dict':
        return type.key
      case 'str':
        return STR
      case 'array':
        return result(type.element)
      case 'python':
        return PYTHON
      case 'never':
        return NEVER
      default:
        return UNKNOWN
    }
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
        return this.#binary(expression.operator, this.typeOf(expression.left, scope), this.typeOf(expression.right, scope))
      case 'unary': {
        const operand = this.typeOf(expression.operand, scope)
        if (expression.operator === 'not') return BOOL
        return operand.kind === 'bool' ? INT : isNumber(operand) || isArrayLike(operand) || operand.kind === 'never' ? operand : UNKNOWN
      }
      case 'logical': {
        const left = this.typeOf(expression.left, scope)
        const right = this.typeOf(expression.right, scope)
        return join(left.kind === 'none' ? NEVER : left, right)
      }
      case 'compare':
        return this.#compare(expression.operands.map(operand => this.typeOf(operand, scope)), expression.operators)
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
        return this.#subscript(expression, scope)
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
    return this.memberType(this.#calleeOf(expression.object, scope), expression.name)
  }
  /** The type of `object.name`. */
  memberType(object: Type, name: string): Type {
    switch (object.kind) {
      case 'library':
        // what is an object there, as FLAGS is, has members of its own
        if (object.root !== 'python' && object.path !== '' && this.names.has(object.root, object.path) && !this.names.holdsNames(object.root, object.path)) return UNKNOWN
        return this.#libraryMember(object.root, object.path === '' ? name : `${object.path}.${name}`)
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
        return name === '__name__' || name === '__class__' ? (name === '__name__' ? STR : UNKNOWN) : UNKNOWN
    }
  }
  #submodule(module: string, name: string): Type {
    return this.#modules.has(`${module}.${name}`) ? { kind: 'own module', name: `${module}.${name}` } : UNKNOWN
  }

  /** The type of what is called: a function does not escape by that. */
  #calleeOf(callee: Expression, scope: Scope): Type {
    if (callee.kind === 'name') return this.nameType(callee.name, scope)
    if (callee.kind === 'attribute') return this.#attribute(callee, scope)
    return this.typeOf(callee, scope)
  }
  calleeType(callee: Expression, scope: Scope): Type {
    return this.#calleeOf(callee, scope)
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
    const type = this.#calleeOf(callee, scope)
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
    if (callee.kind === 'attribute') return this.#method(this.typeOf(callee.object, scope), callee, call, scope)
    return type.kind === 'never' ? NEVER : UNKNOWN
  }
  #receiver(callee: Expression, scope: Scope): Type {
    return callee.kind === 'attribute' ? this.#calleeOf(callee.object, scope) : UNKNOWN
  }

  #method(object: Type, callee: Extract<Expression, { kind: 'attribute' }>, call: CallTypes, scope: Scope): Type {
    const { name } = callee
    const [first = NEVER] = call.positional
    switch (object.kind) {
      case 'array':
        return arrayMethod(object.element, name, call)
      case 'str':
        return stringMethod(name)
      case 'list':
        if (name === 'append') this.assign(callee.object, list(first), scope)
        if (name === 'extend') this.assign(callee.object, list(this.itemOf(first)), scope)
        if (name === 'insert') this.assign(callee.object, list(call.positional[1] ?? UNKNOWN), scope)
        if (name === 'pop') return object.item
        if (name === 'index' || name === 'count') return INT
        return name === 'copy' ? object : NONE
      case 'dict':
        if (name === 'keys') return list(object.key)
        if (name === 'values' || name === 'itervalues') return list(object.value)
        if (name === 'items' || name === 'iteritems') return list({ kind: 'tuple', items: [object.key, object.value] })
        if (name === 'get') return join(object.value, call.positional[1] ?? NONE)
        if (name === 'update') this.assign(callee.object, { kind: 'dict', key: UNKNOWN, value: UNKNOWN }, scope)
        if (name === 'setdefault')
          this.assign(callee.object, { kind: 'dict', key: first, value: call.positional[1] ?? NONE }, scope)
        if (name === 'has_key') return BOOL
        return name === 'pop' || name === 'setdefault' ? object.value : name === 'copy' ? object : UNKNOWN
      case 'set':
        if (name === 'add') this.assign(callee.object, { kind: 'set', item: first }, scope)
        return UNKNOWN
      case 'tensor':
        if (name === 'get_shape') return { kind: 'object', path: 'TensorShape' }
        if (name === 'eval') return tfMethodResult('Session', 'run', [object])
        if (/^(assign|assign_add|assign_sub|value|initialized_value|read_value)$/.test(name)) return tensor(object.element, object.rank)
        return UNKNOWN
      case 'object':
        return tfMethodResult(object.path, name, call.positional)
      default:
        return object.kind === 'never' ? NEVER : UNKNOWN
    }
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

  /** The types of arguments, as tables of results ask for them. */
  callTypes(args: readonly Argument[], scope: Scope): CallTypes {
    const positional: Type[] = []
    const keywords = new Map<string, Type>()
    const values: Expression[] = []
    const named = new Map<string, Expression>()
    for (const argument of args) {
      const type = this.typeOf(argument.value, scope)
      if (argument.kind === 'positional') {
        positional.push(type)
        values.push(argument.value)
      } else if (argument.kind === 'keyword') {
        keywords.set(argument.name, type)
        named.set(argument.name, argument.value)
      } else positional.push(UNKNOWN)
    }
    const at = (position: number, keyword: string): Expression | undefined => named.get(keyword) ?? values[position]
    return {
      positional,
      keywords,
      version: this.#scan.program.version,
      rankOf: (position, keyword) => {
        const value = at(position, keyword)
        if (value?.kind === 'list' || value?.kind === 'tuple') return value.items.length > 0 ? 1 : 0
        const type = value && this.typeOf(value, scope)
        return type?.kind === 'tuple' ? (type.items.length > 0 ? 1 : 0) : null
      },
      elementOf: (position, keyword) => this.#element(at(position, keyword), scope),
    }
  }
  #element(value: Expression | undefined, scope: Scope): ElementKind | null {
    if (!value) return null
    if (value.kind === 'constant' && typeof value.value === 'string') return elementOfDtype(value.value) ?? 'unknown'
    const type = this.typeOf(value, scope)
    if (type.kind === 'library') {
      const name = type.path.split('.').at(-1) as string
      return elementOfDtype(name) ?? 'unknown'
    }
    return type.kind === 'none' ? null : 'unknown'
  }

  #compare(operands: readonly Type[], operators: readonly string[]): Type {
    const [a = NEVER, b = NEVER] = operands
    if (operators.some(operator => /in|is/.test(operator)) || operands.length > 2) return BOOL
    if (a.kind === 'tensor' || b.kind === 'tensor')
      return operators[0] === '==' || operators[0] === '!=' ? BOOL : tensor('bool')
    if (a.kind === 'array' || b.kind === 'array') return array('bool')
    const plain = (type: Type): boolean => isNumber(type) || ['str', 'none', 'list', 'tuple', 'dict', 'never'].includes(type.kind)
    return plain(a) && plain(b) ? BOOL : a.kind === 'none' || b.kind === 'none' ? BOOL : UNKNOWN
  }

  /** The type of `a operator b`. */
  binary(operator: BinaryOperator, a: Type, b: Type): Type {
    return this.#binary(operator, a, b)
  }
  #binary(operator: BinaryOperator, a: Type, b: Type): Type {
    if (a.kind === 'never' || b.kind === 'never') return a.kind === 'tensor' ? a : b.kind === 'tensor' ? b : NEVER
    if (operator === '%' && a.kind === 'str') return STR
    if (isNumber(a) && isNumber(b)) return numberResult(operator, a, b, this.#scan.program.trueDivision)
    if (a.kind === 'tensor' || b.kind === 'tensor') {
      const other = a.kind === 'tensor' ? b : a
      const ranks = [rankOfType(a), rankOfType(b)]
      const own = (a.kind === 'tensor' ? a : b) as Extract<Type, { kind: 'tensor' }>
      const rank = ranks.includes(1) || other.kind === 'array' ? 1 : ranks.every(one => one === 0) ? 0 : null
      const element = own.element === 'unknown' && other.kind === 'tensor' ? other.element : own.element
      return tensor(operator === '/' && this.#scan.program.trueDivision && element === 'int' ? 'float' : element, rank)
    }
    if (operator === '+' && a.kind === 'str' && b.kind === 'str') return STR
    if (operator === '+' && a.kind === 'list' && b.kind === 'list') return join(a, b)
    if (operator === '+' && a.kind === 'tuple' && b.kind === 'tuple')
      return { kind: 'tuple', items: [...a.items, ...b.items] }
    if (operator === '*' && (a.kind === 'list' || a.kind === 'str') && isNumber(b)) return a
    if (operator === '*' && (b.kind === 'list' || b.kind === 'str') && isNumber(a)) return b
    if (a.kind === 'array' || b.kind === 'array') {
      const element = arrayElement(operator, elementOfType(a), elementOfType(b), this.#scan.program.trueDivision)
      return isArrayOperand(a) && isArrayOperand(b) ? array(element) : result('unknown')
    }
    if (a.kind === 'result' || b.kind === 'result') {
      if ((a.kind === 'result' || isNumber(a)) && (b.kind === 'result' || isNumber(b)))
        return result(arrayElement(operator, elementOfType(a), elementOfType(b), this.#scan.program.trueDivision))
    }
    return UNKNOWN
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

  #subscript(expression: Extract<Expression, { kind: 'subscript' }>, scope: Scope): Type {
    const object = this.typeOf(expression.object, scope)
    const index = this.typeOf(expression.index, scope)
    const sliced = expression.index.kind === 'slice'
    switch (object.kind) {
      case 'list':
        return sliced ? object : object.item
      case 'str':
        return STR
      case 'dict':
        return object.value
      case 'tuple': {
        const at = constantIndex(expression.index)
        if (sliced) return UNKNOWN
        return (at === null ? undefined : object.items.at(at)) ?? this.itemOf(object)
      }
      case 'object':
        if (object.path === 'shape') return sliced ? UNKNOWN : INT
        return UNKNOWN
      case 'tensor':
        return tensor(object.element)
      case 'array':
        if (sliced) return array(object.element)
        if (expression.index.kind === 'tuple')
          return expression.index.items.some(item => item.kind === 'slice') ? result(object.element) : result(object.element)
        return index.kind === 'list' || index.kind === 'array' ? array(object.element) : result(object.element)
      case 'result':
        return result(object.element)
      case 'never':
        return NEVER
      default:
        return UNKNOWN
    }
  }
}

const isArrayOperand = (type: Type): boolean => type.kind === 'array' || type.kind === 'result' || type.kind === 'list' || isNumber(type)

function arrayElement(operator: BinaryOperator, a: ElementKind, b: ElementKind, trueDivision: boolean): ElementKind {
  if (operator === '/' && trueDivision) return 'float'
  if (a === 'float' || b === 'float') return a === 'unknown' || b === 'unknown' ? 'float' : 'float'
  return a === b ? a : 'unknown'
}

function numberResult(operator: BinaryOperator, a: Type, b: Type, trueDivision: boolean): Type {
  if (operator === '/') return trueDivision || a.kind === 'float' || b.kind === 'float' ? FLOAT : INT
  return a.kind === 'float' || b.kind === 'float' ? FLOAT : INT
}

function constantType(value: unknown): Type {
  if (value === null) return NONE
  if (value instanceof PyInt) return INT
  if (value instanceof PyFloat) return FLOAT
  if (typeof value === 'boolean') return BOOL
  if (typeof value === 'string') return STR
  return Buffer.isBuffer(value) ? { kind: 'bytes' } : UNKNOWN
}

/** The whole number that an expression is, or null. */
export function constantIndex(expression: Expression): number | null {
  if (expression.kind === 'constant' && expression.value instanceof PyInt) return Number(expression.value.value)
  if (expression.kind === 'unary' && expression.operator === '-') {
    const inner = constantIndex(expression.operand)
    return inner === null ? null : -inner
  }
  return null
}

export const hasDecorator = (info: FunctionInfo, name: string): boolean =>
  info.definition.decorators?.some(decorator => decorator.kind === 'name' && decorator.name === name) ?? false
export const isStatic = (info: FunctionInfo): boolean => hasDecorator(info, 'staticmethod')

/** How many parameters a call does not give: `self`. */
function boundArguments(callee: Expression, info: FunctionInfo, receiver: Type): number {
  if (!info.owner || callee.kind !== 'attribute' || isStatic(info)) return 0
  return receiver.kind === 'class' && !hasDecorator(info, 'classmethod') ? 0 : 1
}

/** The method of `super(A, self).method` and of `super().method`; null for anything else. */
export function superMethod(callee: Expression): string | null {
  if (callee.kind !== 'attribute' || callee.object.kind !== 'call') return null
  const inner = callee.object.callee
  return inner.kind === 'name' && inner.name === 'super' ? callee.name : null
}

export const scalarKind = scalarOf

function endsWithReturn(body: readonly Statement[]): boolean {
  const last = body.at(-1)
  if (!last) return false
  if (last.kind === 'return' || last.kind === 'raise') return true
  if (last.kind === 'if') return last.otherwise.length > 0 && endsWithReturn(last.then) && endsWithReturn(last.otherwise)
  if (last.kind === 'with') return endsWithReturn(last.body)
  return false
}
