/** The tree of a Python program: what the parser gives and the compiler reads. Every node knows its line. */

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>'
export type UnaryOperator = '-' | '+' | '~' | 'not'
export type ComparisonOperator = '<' | '<=' | '==' | '!=' | '>=' | '>' | 'in' | 'not in' | 'is' | 'is not'

interface Node {
  readonly line: number
}

/** One argument of a call, in the order written. */
export type Argument =
  | { readonly kind: 'positional'; readonly value: Expression }
  | { readonly kind: 'keyword'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'spread'; readonly value: Expression }
  | { readonly kind: 'spread_keywords'; readonly value: Expression }

export interface Parameter {
  readonly name: string
  /** `args` for `*args`, `keywords` for `**kwargs`. */
  readonly kind: 'positional' | 'args' | 'keyword_only' | 'keywords'
  readonly default: Expression | null
  /** Python 2's `def f(a, (b, c))`: what the argument is taken apart into. */
  readonly unpack: Expression | null
}

export type Clause =
  | { readonly kind: 'for'; readonly target: Expression; readonly iterable: Expression }
  | { readonly kind: 'if'; readonly condition: Expression }

/** A part of an f-string. */
export type FormattedPart =
  | string
  | { readonly value: Expression; readonly conversion: string | null; readonly format: readonly FormattedPart[] | null }

export interface DictEntry {
  /** null for `**value`. */
  readonly key: Expression | null
  readonly value: Expression
}

export type ComprehensionForm = 'list' | 'set' | 'dict' | 'generator'

export type Expression = Node &
  (
    | { readonly kind: 'constant'; readonly value: unknown; readonly unicode?: true }
    | { readonly kind: 'ellipsis' }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
    | { readonly kind: 'subscript'; readonly object: Expression; readonly index: Expression }
    | {
        readonly kind: 'slice'
        readonly start: Expression | null
        readonly stop: Expression | null
        readonly step: Expression | null
      }
    | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
    | {
        readonly kind: 'binary'
        readonly operator: BinaryOperator
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'logical'
        readonly operator: 'and' | 'or'
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'compare'
        readonly operands: readonly Expression[]
        readonly operators: readonly ComparisonOperator[]
      }
    | {
        readonly kind: 'conditional'
        readonly condition: Expression
        readonly then: Expression
        readonly otherwise: Expression
      }
    | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
    | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[] }
    | { readonly kind: 'starred'; readonly value: Expression }
    | { readonly kind: 'dict'; readonly entries: readonly DictEntry[] }
    | {
        readonly kind: 'comprehension'
        readonly form: ComprehensionForm
        /** The key, where the form is a dict. */
        readonly element: Expression
        readonly value: Expression | null
        readonly clauses: readonly Clause[]
      }
    | { readonly kind: 'formatted'; readonly parts: readonly FormattedPart[] }
    | { readonly kind: 'yield'; readonly value: Expression | null; readonly from: boolean }
    | { readonly kind: 'walrus'; readonly name: string; readonly value: Expression }
  )

export interface WithItem {
  readonly context: Expression
  readonly target: Expression | null
}

export interface Handler {
  readonly line: number
  /** null for a bare `except:`. */
  readonly type: Expression | null
  readonly target: Expression | null
  readonly body: readonly Statement[]
}

export interface ImportedName {
  readonly name: string
  readonly alias: string | null
}

export interface FunctionDefinition {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  readonly decorators: readonly Expression[]
}

export type Statement = Node &
  (
    | { readonly kind: 'expression'; readonly value: Expression }
    | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
    | {
        readonly kind: 'augmented'
        readonly target: Expression
        readonly operator: BinaryOperator
        readonly value: Expression
      }
    | {
        readonly kind: 'print'
        readonly values: readonly Expression[]
        readonly file: Expression | null
        readonly newline: boolean
      }
    | {
        readonly kind: 'if'
        readonly condition: Expression
        readonly then: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly kind: 'for'
        readonly target: Expression
        readonly iterable: Expression
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly kind: 'while'
        readonly condition: Expression
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | { readonly kind: 'with'; readonly items: readonly WithItem[]; readonly body: readonly Statement[] }
    | {
        readonly kind: 'try'
        readonly body: readonly Statement[]
        readonly handlers: readonly Handler[]
        readonly otherwise: readonly Statement[]
        readonly final: readonly Statement[]
      }
    | { readonly kind: 'raise'; readonly exception: Expression | null; readonly argument: Expression | null }
    | { readonly kind: 'return'; readonly value: Expression | null }
    | { readonly kind: 'break' | 'continue' | 'pass' }
    | { readonly kind: 'global' | 'nonlocal'; readonly names: readonly string[] }
    | { readonly kind: 'delete'; readonly targets: readonly Expression[] }
    | { readonly kind: 'assert'; readonly condition: Expression; readonly message: Expression | null }
    | { readonly kind: 'import'; readonly names: readonly ImportedName[] }
    | { readonly kind: 'from_import'; readonly module: string; readonly names: readonly ImportedName[] | '*' }
    | ({ readonly kind: 'function' } & FunctionDefinition)
    | {
        readonly kind: 'class'
        readonly name: string
        readonly arguments: readonly Argument[]
        readonly body: readonly Statement[]
        readonly decorators: readonly Expression[]
      }
  )

/** A parsed program. */
export interface Program {
  readonly file: string
  readonly body: readonly Statement[]
  /** True where `/` of whole numbers gives a float. */
  readonly trueDivision: boolean
  /** True where string literals without prefix are text (Python 3, or `unicode_literals`). */
  readonly version: 2 | 3
  /** Whether the version is the text's or the caller's own, not the one for texts that do not tell. */
  readonly told: boolean
  readonly lines: readonly string[]
}
