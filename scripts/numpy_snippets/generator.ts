/** Random programs of a few lines that use numpy; the same seed gives the same programs. */

/** A program, and what it is about. */
export interface Snippet {
  readonly kind: string
  readonly text: string
}

/** What is known of an array that a program has made. */
interface Made {
  readonly text: string
  readonly shape: readonly number[]
  readonly dtype: string
}

const FLOATS = ['float64', 'float32', 'float16'] as const
const WHOLE = ['int64', 'int32', 'int16', 'int8', 'uint8', 'uint16'] as const
const TYPES = [
  'float64',
  'float64',
  'float32',
  'int64',
  'int64',
  'int32',
  'uint8',
  'int8',
  'int16',
  'bool',
  'float16',
] as const
const SHAPES: readonly (readonly number[])[] = [
  [3],
  [4],
  [6],
  [1],
  [2, 3],
  [3, 4],
  [3, 1],
  [1, 4],
  [4, 4],
  [2, 3, 4],
  [2, 1, 3],
  [0],
  [2, 0],
  [],
  [5, 2],
  [12],
]
const ARITHMETIC = ['+', '-', '*', '/', '//', '%', '**'] as const
const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const
const REDUCTIONS = ['sum', 'mean', 'max', 'min', 'prod', 'std', 'var', 'any', 'all', 'argmax', 'argmin', 'ptp'] as const
const UNARY = [
  'np.exp',
  'np.sqrt',
  'np.abs',
  'np.floor',
  'np.ceil',
  'np.square',
  'np.sign',
  'np.negative',
  'np.rint',
  'np.log1p',
  'np.isnan',
  'np.tanh',
  'np.sin',
  'np.logical_not',
  'np.isfinite',
  'np.cumsum',
  'np.ravel',
  'np.round',
  'np.sort',
  'np.argsort',
  'np.unique',
  'np.nonzero',
  'np.transpose',
  'np.squeeze',
  'np.atleast_2d',
  'np.flipud',
  'np.zeros_like',
  'np.ones_like',
  'np.copy',
  'np.diff',
  'np.median',
  'np.cumprod',
  'np.count_nonzero',
  'np.argwhere',
  'np.flatnonzero',
  'np.shape',
  'np.size',
  'np.ndim',
  'np.trunc',
] as const
const PYTHON_NUMBERS = ['0', '1', '-1', '2', '3', '0.5', '-2.5', '1e3', '100', '300', '1e-3', 'True'] as const
const LIST_VALUES = [
  '1',
  '2',
  '-3',
  '0',
  '7',
  '1.5',
  '0.25',
  '-0.1',
  '1e10',
  '1e-5',
  '100000',
  '0.1',
  '3.14159',
  '12345.678',
  '2e-10',
  '123456789',
] as const

export class Snippets {
  #state: number
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  #random(): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }
  #one<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T
  }
  #chance(of: number): boolean {
    return this.#random() < of
  }

  /** An array with few different values. */
  #array(shape: readonly number[] = this.#one(SHAPES), dtype: string = this.#one(TYPES)): Made {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const shaped = (text: string): string => (shape.length === 1 ? text : `${text}.reshape(${tuple(shape)})`)
    const way = this.#below(5)
    if (way === 0) return { text: shaped(`np.arange(${size}).astype('${dtype}')`), shape, dtype }
    if (way === 1 && (FLOATS as readonly string[]).includes(dtype))
      return {
        text: shaped(`np.linspace(${this.#below(5) - 3}, ${this.#below(10)}, ${size}).astype('${dtype}')`),
        shape,
        dtype,
      }
    if (way === 2) {
      const values = Array.from({ length: size }, () => this.#one(LIST_VALUES)).join(', ')
      const list = `np.array([${values}])`
      return { text: shaped(size === 0 ? `np.zeros(0, '${dtype}')` : `${list}.astype('${dtype}')`), shape, dtype }
    }
    const values = Array.from({ length: size }, () => this.#below(21) - (dtype.startsWith('u') ? 0 : 8))
    const scaled = values.map(value =>
      dtype.startsWith('float') && this.#chance(0.7) ? String(value / 4) : String(value),
    )
    return { text: shaped(`np.array([${scaled.join(', ')}], dtype='${dtype}')`), shape, dtype }
  }
  /** A shape that broadcasts with another one. */
  #beside(shape: readonly number[]): readonly number[] {
    const dims = shape.map(dim => (this.#chance(0.25) ? 1 : dim))
    if (this.#chance(0.3)) return dims.slice(this.#below(dims.length + 1))
    if (this.#chance(0.1)) return [this.#below(3) + 1, ...dims]
    return this.#chance(0.05) ? this.#one(SHAPES) : dims
  }
  #slice(length: number): string {
    const bound = (): string =>
      this.#chance(0.4) ? '' : String(this.#below(length + 2) - (this.#chance(0.3) ? length : 0))
    const step = this.#chance(0.35) ? `:${this.#one(['1', '2', '-1', '-2', '3'])}` : ''
    return `${bound()}:${bound()}${step}`
  }
  #index(shape: readonly number[], fancy = this.#chance(0.4)): string {
    const parts: string[] = []
    const used = this.#below(shape.length + 1) + (this.#chance(0.04) ? 1 : 0)
    for (let axis = 0; axis < Math.max(1, used); axis += 1) {
      const length = shape[axis] ?? 1
      const way = this.#below(fancy ? 8 : 4)
      const at = (): string => String(this.#below(Math.max(length, 1)) - (this.#chance(0.3) ? length : 0))
      if (way === 0) parts.push(this.#chance(0.05) ? String(length + 1) : at())
      else if (way <= 2) parts.push(this.#slice(length))
      else if (way === 3) parts.push(this.#one(['...', 'None', 'np.newaxis', ':']))
      else if (way === 4) parts.push(`[${Array.from({ length: this.#below(3) + 1 }, at).join(', ')}]`)
      else if (way === 5) parts.push(`np.array([${Array.from({ length: this.#below(3) + 1 }, at).join(', ')}])`)
      else if (way === 6)
        parts.push(
          `np.array([${Array.from({ length }, () => (this.#chance(0.5) ? 'True' : 'False')).join(', ')}], dtype=bool)`,
        )
      else parts.push(this.#one([`range(${Math.min(length, 2)})`, `np.int32(${at()})`, `np.array([${at()}])`]))
    }
    return parts.filter((part, i) => part !== '...' || parts.indexOf('...') === i).join(', ')
  }
  /** An expression of `a`. */
  #view(shape: readonly number[]): string {
    const way = this.#below(8)
    if (way <= 2) return `a[${this.#index(shape, false)}]`
    if (way === 3) return 'a.T'
    if (way === 4) return `a.reshape(-1)`
    if (way === 5 && shape.length > 1) return `np.swapaxes(a, 0, ${shape.length - 1})`
    if (way === 6) return `np.expand_dims(a, ${this.#below(shape.length + 1)})`
    return way === 7 && shape.length > 0 ? 'a[::-1]' : 'a'
  }
  #show(expression: string): string {
    const way = this.#below(10)
    if (way <= 4) return `r = ${expression}\nprint repr(r)\nprint np.asarray(r).dtype, np.shape(r)`
    if (way <= 6) return `print ${expression}`
    if (way === 7) return `r = ${expression}\nprint type(r).__name__\nprint r`
    if (way === 8) return `print (${expression}).tolist()`
    return `print '%s' % (${expression},)`
  }
  #axis(rank: number): string {
    return rank === 0 || this.#chance(0.3) ? 'None' : String(this.#below(rank) - (this.#chance(0.25) ? rank : 0))
  }

  #kinds: Readonly<Record<string, () => string>> = {
    view: () => {
      const a = this.#array()
      return `a = ${a.text}\n${this.#show(this.#view(a.shape))}`
    },
    index: () => {
      const a = this.#array()
      return `a = ${a.text}\n${this.#show(`a[${this.#index(a.shape)}]`)}`
    },
    mask: () => {
      const a = this.#array()
      return `a = ${a.text}\n${this.#show(`a[a ${this.#one(COMPARISONS)} ${this.#one(PYTHON_NUMBERS)}]`)}`
    },
    assign: () => {
      const a = this.#array()
      const value = this.#chance(0.5)
        ? this.#one(PYTHON_NUMBERS)
        : this.#array(this.#beside(a.shape.slice(this.#below(a.shape.length + 1)))).text
      const operator = this.#chance(0.3) ? this.#one(['+', '-', '*']) : ''
      return `a = ${a.text}\na[${this.#index(a.shape)}] ${operator}= ${value}\nprint repr(a)`
    },
    'assign through a view': () => {
      const a = this.#array()
      return `a = ${a.text}\nb = ${this.#view(a.shape)}\nb[...] = ${this.#one(PYTHON_NUMBERS)}\nprint repr(a)`
    },
    arithmetic: () => {
      const a = this.#array()
      const b = this.#chance(0.35) ? this.#one(PYTHON_NUMBERS) : this.#array(this.#beside(a.shape)).text
      const [left, right] = this.#chance(0.5) ? ['a', 'b'] : ['b', 'a']
      return `a = ${a.text}\nb = ${b}\n${this.#show(`${left} ${this.#one(ARITHMETIC)} ${right}`)}`
    },
    'in place': () => {
      const a = this.#array()
      const b = this.#chance(0.4) ? this.#one(PYTHON_NUMBERS) : this.#array(this.#beside(a.shape)).text
      return `a = ${a.text}\na ${this.#one(ARITHMETIC)}= ${b}\nprint repr(a)`
    },
    comparison: () => {
      const a = this.#array()
      const b = this.#chance(0.35) ? this.#one(PYTHON_NUMBERS) : this.#array(this.#beside(a.shape)).text
      return `a = ${a.text}\nb = ${b}\n${this.#show(`a ${this.#one(COMPARISONS)} b`)}`
    },
    bits: () => {
      const dtype = this.#one([...WHOLE, 'bool'])
      const a = this.#array(undefined, dtype)
      const b = this.#chance(0.4)
        ? this.#one(['1', '2', '3', '7'])
        : this.#array(this.#beside(a.shape), this.#one([...WHOLE, 'bool'])).text
      return `a = ${a.text}\nb = ${b}\n${this.#show(this.#chance(0.2) ? '~a' : this.#one(['a & b', 'a | b', 'a ^ b', 'a << (b & 7)', 'a >> (b & 7)']))}`
    },
    reduction: () => {
      const a = this.#array()
      const name = this.#one(REDUCTIONS)
      const keep = !name.startsWith('arg') && this.#chance(0.3) ? ', keepdims=True' : ''
      const axis = this.#axis(a.shape.length)
      const form =
        name === 'ptp' || this.#chance(0.5)
          ? `np.${name}(a, axis=${axis}${name === 'ptp' ? '' : keep})`
          : `a.${name}(axis=${axis}${keep})`
      return `a = ${a.text}\n${this.#show(form)}`
    },
    function: () => {
      const a = this.#array()
      return `a = ${a.text}\n${this.#show(`${this.#one(UNARY)}(a)`)}`
    },
    'binary function': () => {
      const a = this.#array()
      const b = this.#chance(0.3) ? this.#one(PYTHON_NUMBERS) : this.#array(this.#beside(a.shape)).text
      const name = this.#one([
        'np.maximum',
        'np.minimum',
        'np.add',
        'np.subtract',
        'np.multiply',
        'np.divide',
        'np.power',
        'np.mod',
        'np.arctan2',
        'np.logical_and',
        'np.logical_or',
        'np.equal',
        'np.greater',
        'np.hypot',
        'np.fmod',
        'np.floor_divide',
        'np.true_divide',
        'np.array_equal',
        'np.allclose',
        'np.outer',
        'np.logical_xor',
        'np.isclose',
        'np.append',
        'np.in1d',
      ])
      return `a = ${a.text}\nb = ${b}\n${this.#show(`${name}(a, b)`)}`
    },
    printing: () => {
      const options = this.#chance(0.3)
        ? `np.set_printoptions(precision=${this.#below(8) + 1}, suppress=${this.#one(['True', 'False'])}, threshold=${this.#one(['5', '100', '1000'])})\n`
        : ''
      const shape = this.#one([[7], [3, 5], [30], [12, 9], [2, 3, 2], [40, 30], [1100], [1], []])
      const size = shape.reduce((product: number, dim) => product * dim, 1)
      const base = this.#one([
        'np.arange(N)',
        'np.linspace(-1, 1, N)',
        'np.logspace(-8, 8, N)',
        'np.random.RandomState(3).randn(N)',
        'np.random.RandomState(5).randint(-1000, 1000, N)',
        'np.arange(N) / 3.',
        'np.arange(N) * 1e5',
        'np.arange(N) * 1.0',
        'np.arange(N) % 2 == 0',
        '1. / np.arange(N)',
        'np.arange(N) * 1e-7',
        'np.arange(N) * 1j',
        'np.sqrt(np.arange(N) - 2.)',
        'np.arange(N).astype(np.uint8)',
      ])
      const dtype = this.#chance(0.4) && !base.includes('1j') ? `.astype('${this.#one(TYPES)}')` : ''
      return `${options}a = (${base.replaceAll('N', String(size))})${dtype}.reshape(${tuple(shape)})\nprint ${this.#one(['a', 'repr(a)', 'str(a)', '[a]', '(a, 1)', "{'a': a}", "'%s' % a", "'%r' % (a,)", "'{}'.format(a)"])}`
    },
    scalar: () => {
      const value = this.#one([
        '0.1',
        '1/3.',
        '1e10',
        '1e16',
        '123456789.123',
        '1e-5',
        '5',
        '-7',
        '1e100',
        '0.5',
        '2.0',
        '100000000',
        '1e22',
        'float("nan")',
        'float("inf")',
        '3.14159265358979',
      ])
      const dtype = this.#one(['float64', 'float32', 'float16', 'int64', 'int32', 'int8', 'uint8', 'bool_'])
      const made = /n|e1[06]|e100|e22|000000|456/.test(value) && !dtype.startsWith('float') ? '3' : value
      const text = `np.${dtype}(${made})`
      const form = this.#one([
        'print s',
        'print repr(s)',
        'print [s]',
        'print (s, s)',
        "print '%s' % s",
        "print '%r' % s",
        "print '%f' % s",
        "print '%.3f' % s",
        "print '%g' % s",
        "print '%d' % s",
        "print '%5.2e' % s",
        "print '{}'.format(s)",
        "print '{:.2f}'.format(s)",
        'print str(s), repr(s)',
        'print float(s), int(s)',
        'print s + 1, s * 2.5',
        'print type(s + 1).__name__, type(s * 0.5).__name__',
        'print round(s, 2)',
        'print s == 3, s < 1',
        'print -s, abs(s)',
        'print s.dtype, s.shape',
        'print hash(s) == hash(s)',
        'print isinstance(s, float), isinstance(s, int)',
        'print bool(s)',
        'print s / 2, s // 2, s % 2',
        'print np.float32(s) + s',
        'print s.item()',
        "print '%05d|%+.1f' % (s, s)",
        'print np.array([s, s])',
      ])
      const safe = /inf|nan/.test(made)
        ? form
            .replace("print '%d' % s", 'print s')
            .replace('print float(s), int(s)', 'print float(s)')
            .replace(/%05d\|/, '')
            .replace('(s, s)"', 's"')
        : form
      return `s = ${text}\n${safe.includes("'%+.1f' % (s, s)") ? 'print s' : safe}`
    },
    promotion: () => {
      const [a, b] = [this.#array([3]), this.#array([3])]
      const right = this.#chance(0.3)
        ? this.#one([
            ...PYTHON_NUMBERS,
            'np.float32(2)',
            'np.int8(3)',
            'np.float64(2)',
            'np.int64(70000)',
            '1j',
            '70000',
            '-1',
            '200',
          ])
        : b.text
      return `a = ${a.text}\nb = ${right}\nprint (a ${this.#one(['+', '*', '-', '/'])} b).dtype, np.maximum(a, b).dtype, np.concatenate([a, np.atleast_1d(b)]).dtype`
    },
    join: () => {
      const a = this.#array(this.#one([[3], [2, 3], [3, 4], [2, 2]]))
      const b = this.#chance(0.85) ? this.#array(a.shape) : this.#array()
      const call = this.#one([
        `np.concatenate([a, b], axis=${this.#below(2)})`,
        'np.vstack((a, b))',
        'np.hstack([a, b])',
        'np.stack([a, b])',
        'np.dstack([a, b])',
        'np.column_stack([a, b])',
        'np.append(a, b)',
        'np.c_[a, b]',
        'np.r_[a, b]',
        'np.concatenate((a, b))',
        'np.stack([a, b], axis=-1)',
        'np.append(a, b, axis=0)',
      ])
      return `a = ${a.text}\nb = ${b.text}\n${this.#show(call)}`
    },
    shape: () => {
      const a = this.#array()
      const axis = this.#axis(a.shape.length)
      const call = this.#one([
        `np.tile(a, ${this.#one(['2', '(2, 1)', '(1, 2)'])})`,
        `np.repeat(a, 2, axis=${axis})`,
        `np.roll(a, ${this.#below(4) - 2}, axis=${axis})`,
        'np.rot90(a)',
        'np.fliplr(a)',
        `np.pad(a, 1, 'constant')`,
        `np.pad(a, 1, mode='edge')`,
        `np.resize(a, (2, 2))`,
        'a.flatten()',
        `np.split(a, 2)`,
        `np.array_split(a, 3)`,
        `np.delete(a, 0, axis=${axis})`,
        `np.insert(a, 1, 5, axis=${axis})`,
        `np.take(a, [0, -1], axis=${axis})`,
        `a.reshape(2, -1)`,
        `a.swapaxes(0, 1)`,
        `np.rollaxis(a, 1)`,
        `np.moveaxis(a, 0, -1)`,
        `np.diag(a)`,
        `np.tril(a)`,
        `np.triu(a, 1)`,
        `np.broadcast_to(a, ${tuple([2, ...a.shape])})`,
        `np.trace(a)`,
        `a.ravel()`,
        `a.squeeze()`,
        `np.diagonal(a)`,
        `list(a)`,
        `a.nbytes, a.itemsize, a.strides, a.flags.c_contiguous`,
        `len(a)`,
      ])
      const show =
        call.startsWith('list') || call.includes(', a.') || call.startsWith('len') || call.includes('split')
          ? `print ${call}`
          : this.#show(call)
      return `a = ${a.text}\n${show}`
    },
    where: () => {
      const a = this.#array()
      const b = this.#chance(0.5) ? this.#one(PYTHON_NUMBERS) : this.#array(this.#beside(a.shape)).text
      return `a = ${a.text}\nb = ${b}\n${this.#show(this.#one([`np.where(a > 1, a, b)`, `np.clip(a, -1, 3)`, `np.where(a > 0)[0]`, `np.select([a > 2, a < 0], [a, b])`, 'np.nan_to_num(a)', 'np.digitize(a, [0, 1, 5])', 'np.searchsorted(np.sort(a, axis=None), 2)', 'np.bincount(np.abs(a).astype(int).ravel())', 'np.histogram(a, 4)[0]', 'np.percentile(a, 30)', 'np.average(a, axis=0)', 'np.unique(a, return_counts=True)[1]', 'np.interp(1.5, [0, 1, 2], [3, 4, 8])', 'np.sort(a, axis=0)', 'np.argsort(a, axis=-1)', 'np.cumsum(a, axis=0)', 'np.any(a > 1)', 'np.round(a, 1)', 'np.around(a * 1.0 / 3, 2)', 'np.linalg.norm(a)', 'np.cov(a)', 'np.corrcoef(a)', 'np.copysign(a, -1)', 'np.diff(a, axis=0)', 'np.lexsort((a,))', 'np.ediff1d(a)', 'np.gradient(a)']))}`
    },
    product: () => {
      const [n, m, k] = [this.#below(3) + 1, this.#below(3) + 1, this.#below(3) + 1]
      const dtype = this.#one(['float64', 'float32', 'int64', 'int32', 'bool', 'uint8'])
      const a = this.#array(this.#chance(0.7) ? [n, m] : [m], dtype)
      const b = this.#array(this.#chance(0.7) ? [m, k] : [m], this.#chance(0.7) ? dtype : 'float64')
      return `a = ${a.text}\nb = ${b.text}\n${this.#show(this.#one(['np.dot(a, b)', 'a.dot(b)', 'np.matmul(a, b)', 'np.inner(a, b.T)', 'np.tensordot(a, b, 1)', 'np.einsum("...i,i...->...", a, b)', 'np.vdot(a, a)', 'np.kron(a, b)', 'np.outer(a, b)', 'np.cross(np.arange(3), np.array([1, 0, 2]))']))}`
    },
    create: () => {
      const n = this.#below(6)
      return this.#show(
        this.#one([
          `np.zeros(${n})`,
          `np.ones((2, ${n}), dtype='${this.#one(TYPES)}')`,
          `np.full((2, 2), ${this.#one(PYTHON_NUMBERS)})`,
          `np.eye(${n})`,
          `np.arange(${n})`,
          `np.arange(${n}, 10, 2)`,
          `np.arange(0, 1, 0.${n + 1})`,
          `np.linspace(0, ${n}, 5)`,
          `np.array([[1, 2], [3, ${this.#one(PYTHON_NUMBERS)}]])`,
          `np.array(${this.#one(PYTHON_NUMBERS)})`,
          `np.array([True, ${this.#one(PYTHON_NUMBERS)}])`,
          `np.array(['a', 'bcd', '${n}'])`,
          `np.array([[1, 2], [3]])`,
          `np.array(range(${n}))`,
          `np.array((1, 2.5))`,
          `np.asarray([1, None])`,
          `np.array([])`,
          `np.mgrid[0:2, 0:${n}]`,
          `np.meshgrid(np.arange(2), np.arange(${n}))[0]`,
          `np.identity(${n}, dtype=int)`,
          `np.logspace(0, 2, 3)`,
          `np.diag(np.arange(${n}))`,
          `np.array([1, 2, 3], dtype=np.float32)`,
          `np.array([1.7, -2.2], dtype=int)`,
          `np.array(['x', 1])`,
          `np.array([1, 2.0, True])`,
          `np.empty((0, 3))`,
          `np.indices((2, 2))`,
          `np.tri(${n})`,
          `np.array([1 + 2j, 3])`,
          `np.fromstring('1 2 3', sep=' ')`,
          `np.array([np.float32(1.5), 2])`,
          `np.array([np.arange(3), np.arange(3)])`,
          `np.array([10000000000, 1])`,
          `np.array('abc')`,
          `np.vander([1, 2, 3], 3)`,
        ]),
      )
    },
    random: () => {
      const seed = this.#below(100)
      const call = this.#one([
        'rand(3)',
        'randn(2, 2)',
        'randint(0, 10, 5)',
        'randint(5)',
        'uniform(-1, 1, (2, 2))',
        'normal(0, 2, 3)',
        'permutation(6)',
        'choice(5, 3)',
        'choice(5, 3, replace=False)',
        "choice(['a', 'b', 'c'])",
        'choice([1.5, 2.5, 3.5], p=[0.1, 0.2, 0.7])',
        'random_sample(3)',
        'random_integers(1, 6, 4)',
        'binomial(10, 0.3, 5)',
        'poisson(3, 5)',
        'exponential(2.0, 3)',
        'beta(2, 3, 2)',
        'gamma(2.0, 1.0, 3)',
        'standard_normal(3)',
        'multinomial(5, [0.2, 0.3, 0.5])',
        'laplace(0, 1, 3)',
        'multivariate_normal([0, 1], [[1, 0.5], [0.5, 2]], 2)',
        'dirichlet([1, 2, 3])',
        'permutation(np.arange(8).reshape(4, 2))',
        'lognormal(0, 1, 2)',
        'triangular(0, 1, 3, 2)',
        'geometric(0.3, 4)',
        'standard_t(3, 2)',
        'chisquare(2, 2)',
        'gumbel(0, 1, 2)',
        'logistic(0, 1, 2)',
        'rand()',
        'normal()',
        'uniform()',
        'vonmises(0, 1, 2)',
        'weibull(2, 2)',
        'pareto(2, 2)',
        'rayleigh(1, 2)',
        'power(2, 2)',
        'negative_binomial(3, 0.4, 4)',
        'hypergeometric(5, 4, 3, 4)',
        'zipf(3, 4)',
        'logseries(0.5, 4)',
        'f(2, 3, 2)',
        'noncentral_chisquare(2, 1, 2)',
        'wald(1, 2, 2)',
        'standard_cauchy(2)',
        'bytes(4)',
        'tomaxint() > 0',
      ])
      const direct = this.#chance(0.5)
      return `${direct ? `np.random.seed(${seed})\nr = np.random.${call}` : `r = np.random.RandomState(${seed}).${call}`}\nprint repr(r)\nprint type(r).__name__`
    },
    loop: () => {
      const a = this.#array(this.#one([[3], [2, 3], [2, 2, 2]]))
      return `a = ${a.text}\n${this.#one(['for x in a: print x', 'for i, row in enumerate(a): print i, row', 'for x in a.flat: print x,\nprint', 'print [x for x in a]', 'print sum(a), max(a.ravel()), min(a.ravel())', 'print sorted(a.ravel())', 'print list(a.ravel())', 'for i in np.ndindex(2, 2): print i,\nprint', 'print zip(a, a)', 'print dict(enumerate(a.ravel().tolist()))', 'print tuple(a.shape), len(a)', 'print map(str, a.ravel())', 'print a.tolist() == a.tolist()', 'print 2 in a, 100 in a', 'print a.astype(int).tolist(), a.astype(str).tolist()[:1]', 'print any(a.ravel() > 1), all(a.ravel() > -100)', 'it = iter(a)\nprint next(it)'])}`
    },
    format: () => {
      const a = this.#array(this.#one([[3], [2, 2]]))
      return `a = ${a.text}\n${this.#one(["print '%s|%r' % (a[0], a[0])", "print 'x: %.4f' % a.mean()", "print '{0} {1}'.format(a.sum(), a.max())", "print 'loss', a.mean(), a.std()", "print('acc: ' + str(a.mean()))", "print 'n=%d m=%g' % (a.size, a.min())", "print ', '.join('%.2f' % x for x in a.ravel())", 'print np.array2string(a)', 'print np.array_str(a), np.array_repr(a)', "print str(a).replace('\\n', '')", 'print a.sum() / 3, a.sum() * 1.0 / 3', 'print a.mean() == a.sum() / float(a.size)', "print '%5d|%-8s|' % (a.ravel()[0], a.ravel()[1])", 'print repr(a.mean()), repr(a.sum())', 'print (a.max(), a.min(), a.shape, a.dtype)', "print [a.max()], {'m': a.min()}", 'print np.float32(a.mean()), np.float64(a.mean())', "print '%.6e' % a.var()", 'print round(a.mean(), 3)', 'print int(a.max()), float(a.min())'])}`
    },
  }

  next(): Snippet {
    const kind = this.#one(Object.keys(this.#kinds))
    return { kind, text: (this.#kinds[kind] as () => string)() }
  }
}

const tuple = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
