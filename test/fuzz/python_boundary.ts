/**
 * An attack on the boundary of the Python front end: every attribute of every value that a program reaches is looked at, values are
 * called, indexed, iterated and assigned to, and nothing of JavaScript may turn up.
 */

import * as tf from '../../src/index.ts'
import { FUNCTIONS } from '../../src/python/builtins/functions.ts'
import { findBuiltin } from '../../src/python/builtins/names.ts'
import { createPython } from '../../src/python/index.ts'
import { findAttribute, setAttribute } from '../../src/python/objects/attributes.ts'
import { call } from '../../src/python/objects/call.ts'
import { EXCEPTIONS } from '../../src/python/objects/exceptions.ts'
import { iterate } from '../../src/python/objects/iteration.ts'
import { binary } from '../../src/python/objects/operators.ts'
import { getItem, setItem } from '../../src/python/objects/subscript.ts'
import { repr, str } from '../../src/python/objects/text/repr.ts'
import { strFormat } from '../../src/python/objects/text/str_format.ts'
import { isCallable } from '../../src/python/objects/values/callable.ts'
import { PyDict } from '../../src/python/objects/values/dict.ts'
import { PyModule } from '../../src/python/objects/values/module.ts'
import { PyTuple } from '../../src/python/objects/values/tuple.ts'
import { PyFloat, PyInt } from '../../src/tensor/literals.ts'
import { intrinsics, nameOf } from './intrinsics.ts'

/** A program that makes values of all kinds. */
const PROGRAM = `
import sys, os, math, json, re, time, string, random, copy, itertools, functools, operator, collections, contextlib, datetime
import argparse, logging, threading, heapq, bisect, pprint, warnings, traceback, glob, tempfile, six
import numpy as np
import tensorflow as tf

class Plain(object):
    member = 1
    def __init__(self): self.x = 1
    def method(self): return self
    @property
    def prop(self): return self.x
    @staticmethod
    def static(): return 1
    @classmethod
    def made(cls): return cls()
class Failure(Exception): pass
class Dict(dict): pass
class List(list): pass
class MySession(tf.Session): pass
class MyGraph(tf.Graph): pass
class MyOptimizer(tf.train.GradientDescentOptimizer):
    def __init__(self): super(MyOptimizer, self).__init__(0.1)
def function(a, b=2, *args, **kwargs): return a
def generator():
    yield 1
    yield 2
@contextlib.contextmanager
def context(): yield 1

none = None
lst, tup, dct, st, fs = [1, [2]], (1, 'a'), {'a': 1, 2: 'b'}, {1, 2}, frozenset([1])
integer, big, flt, cpl, txt, byt, yes = 1, 10 ** 30, 1.5, 1 + 2j, 'text', b'bytes', True
slc, ell, ni, rng = slice(1, 2), Ellipsis, NotImplemented, range(3)
plain, failure, mydict, mylist = Plain(), Failure('a', 1), Dict(a=1), List([1])
gen, it, mp, zp, en, lam, bound = generator(), iter([1]), map(str, [1]), zip([1], [2]), enumerate([1]), lambda x: x, plain.method
Point = collections.namedtuple('Point', 'x y')
point, counter, default, ordered, queue = Point(1, 2), collections.Counter('aab'), collections.defaultdict(list), collections.OrderedDict(), collections.deque([1])
match, pattern = re.match('(?P<n>a)(b)', 'ab'), re.compile('a')
part, getter, key = functools.partial(function, 1), operator.itemgetter(0), functools.cmp_to_key(lambda a, b: 0)(1)
now, delta, lock, thread, event = datetime.datetime.now(), datetime.timedelta(1), threading.Lock(), threading.Thread(target=generator), threading.Event()
parser = argparse.ArgumentParser()
parser.add_argument('--flag', default=1)
namespace = parser.parse_args([])
logger, stdout, rnd, ctx, printer = logging.getLogger('a'), sys.stdout, random.Random(1), context(), pprint.PrettyPrinter()
errors = []
for code in ['1 / 0', '[][1]', '{}["a"]', 'int("a")', 'None.x', '"a" + 1', 'undefined', 'import nothing', 'tf.constant([1], shape=[3, 3]) + tf.constant([1, 2])', 'next(iter([]))', 'tf.zeros([2]).eval()']:
    try:
        exec(code)
    except Exception as e:
        errors.append(e)
try:
    sys.exit(3)
except SystemExit as e:
    errors.append(e)

array, scalar, matrix, boolean, objects = np.arange(6).reshape(2, 3), np.float32(1), np.matrix([[1, 2]]), np.array([1]) > 0, np.array(['a', 'b'])
state, dtype, nptype, finfo, iinfo = np.random.RandomState(1), array.dtype, np.float32, np.finfo(np.float32), np.iinfo(np.int32)

graph = tf.get_default_graph()
mygraph, opt, myopt = MyGraph(), tf.train.AdamOptimizer(0.1), MyOptimizer()
c, ph, v = tf.constant([1., 2.], name='c'), tf.placeholder(tf.float32, [None, 2]), tf.Variable([1., 2.], name='v')
op, shape, dim, ttype = c.op, ph.get_shape(), ph.get_shape()[0], c.dtype
loss = tf.reduce_sum(v * c)
train, slot = opt.minimize(loss), opt.get_slot(v, 'm')
sparse, slices = tf.SparseTensor([[0, 0]], [1.], [1, 2]), tf.IndexedSlices(c, tf.constant([0, 1]))
with tf.variable_scope('scope') as scope:
    w = tf.get_variable('w', [2])
with tf.name_scope('named') as name: pass
ns, dev, deps = tf.name_scope('other'), tf.device('/cpu:0'), tf.control_dependencies([op])
sess, mysess = tf.Session(), MySession()
sess.run(tf.initialize_all_variables())
value, values, handle = sess.run(c), sess.run({'a': c, 'b': (v, op)}), None
meta, opts, config = tf.RunMetadata(), tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), tf.ConfigProto()
sess.run(c, options=opts, run_metadata=meta)
gdef, node, attr, data = graph.as_graph_def(), op.node_def, op.node_def.attr, op.node_def.SerializeToString()
fifo, tarr, coord, ema = tf.FIFOQueue(3, [tf.float32]), tf.TensorArray(tf.float32, 2), tf.train.Coordinator(), tf.train.ExponentialMovingAverage(0.9)
runner = tf.train.QueueRunner(fifo, [fifo.enqueue([1.])])
barrier_, table = tf.FixedLenFeature([], tf.float32), tf.contrib.lookup.HashTable(tf.contrib.lookup.KeyValueTensorInitializer(['a'], [1], tf.string, tf.int64), -1)
dist, column = tf.contrib.distributions.Normal(mu=0., sigma=1.), tf.contrib.layers.real_valued_column('x')
template, init, reg, flags = tf.make_template('t', function), tf.contrib.layers.xavier_initializer(), tf.contrib.layers.l2_regularizer(.1), tf.app.flags.FLAGS
summary, example, devspec = tf.scalar_summary('s', loss), tf.train.Example(), tf.DeviceSpec(job='a')
seen = []
pyf = tf.py_func(lambda x: seen.append(x) or x, [c], tf.float32)
sess.run(pyf)
initialized = tf.get_variable('z', [2], initializer=lambda shape, dtype=None, partition_info=None: seen.extend([shape, dtype, partition_info]) or tf.zeros(shape, dtype))
mapped = tf.map_fn(lambda x: seen.append(x) or x, c)
`

/** Names that JavaScript's objects have, and what has been tried on others. */
const NAMES = (
  '__proto__ constructor prototype call apply bind caller arguments name length stack cause message code buffer byteLength byteOffset data at push map ' +
  'filter then catch finally valueOf toString toLocaleString hasOwnProperty isPrototypeOf propertyIsEnumerable __defineGetter__ __defineSetter__ ' +
  '__lookupGetter__ __lookupSetter__ toJSON next return throw source get set has entries keys values size target fn self boundTo definition home ' +
  'pythonName pythonModule isMethod attributes methods getters functions jsClass construct check fill items entriesByKey factory is_a ' +
  '__class__ __dict__ __doc__ __module__ __name__ __mro__ __bases__ __init__ __new__ __call__ __getattribute__ __getattr__ __setattr__ ' +
  '__delattr__ __globals__ __code__ __closure__ __subclasses__ __self__ __func__ im_self im_func im_class func_globals func_code gi_frame f_globals ' +
  'f_locals tb_frame __traceback__ __context__ __cause__ __builtins__ __import__ __reduce__ __reduce_ex__ __getitem__ __iter__ __next__ __enter__ ' +
  '__exit__ __str__ __repr__ __hash__ __len__ __format__ __eq__ __add__ nodes addNode raw_op graph op inputs outputs stackTraceLimit ' +
  'captureStackTrace DESCRIPTOR descriptor owner slots'
).split(' ')

/** Functions that touch files, wait, or end the run. */
const UNCALLED =
  /^(exit|quit|sleep|open|file|remove|unlink|rmdir|rmtree|mkdir|mkdirs|makedirs|mkdtemp|rename|move|copy(file|tree)?|chdir|wait_for_stop|join|write\w*|Delete\w*|DeleteRecursively|MakeDirs|MkDir|Rename|Copy|Remove|run_loop|start_loop|start|input|raw_input|main|run|print(_\w+)?|pprint|dump|logging|info|warn|error|print_help|_parse_flags|save|savetxt|tofile|write_graph|reset_default_graph|finalize|reset|setrecursionlimit|test_session|main_op|app|read_data_sets|next_batch|gradient_checker|compute_gradient\w*|atrous\w*)$/

export interface Leak {
  readonly path: string
  readonly what: string
}

export interface Campaign {
  readonly seed: number
  /** How many values are looked at. */
  readonly values: number
  /** Says what an object must not be, if it is; undefined where it may reach a program. */
  readonly judge?: (value: object) => string | undefined
  /** Further values that the program holds. */
  readonly planted?: ReadonlyMap<string, unknown>
}

function random(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** Errors that only a mistake of tf0's makes. */
const INSIDE: readonly unknown[] = [RangeError, ReferenceError, SyntaxError, EvalError, URIError, Error]

function judgeValue(value: unknown, judge: Campaign['judge']): string | undefined {
  switch (typeof value) {
    case 'symbol':
    case 'bigint':
    case 'number':
      return `a bare ${typeof value} of JavaScript`
    case 'object':
    case 'function':
      if (value === null) return undefined
      if (intrinsics.has(value)) return `JavaScript's ${nameOf(value)}`
      if (value instanceof Error && INSIDE.includes(Object.getPrototypeOf(value).constructor))
        return `an error from inside: ${value.name}: ${value.message}`
      return judge?.(value)
    default:
      return undefined
  }
}

/** Attacks, and returns what leaked and how many values were looked at. */
export async function attackBoundary({
  seed,
  values,
  judge,
  planted = new Map(),
}: Campaign): Promise<{ readonly leaks: Leak[]; readonly seen: number }> {
  tf.reset_default_graph()
  const python = await createPython(tf, { write: () => undefined })
  const globals = python.run(PROGRAM, { file: 'attack.py' })
  const leaks: Leak[] = []
  const reported = new Set<string>()
  const seen = new Set<unknown>()
  const next = random(seed)
  const open: { readonly value: unknown; readonly path: string; readonly depth: number }[] = []
  const look = (value: unknown, path: string, depth: number): void => {
    if (value === undefined) return
    const what = judgeValue(value, judge)
    if (what !== undefined) {
      if (!reported.has(what)) leaks.push({ path, what })
      reported.add(what)
      return
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return
    if (seen.has(value) || depth > 7) return
    seen.add(value)
    open.push({ value, path, depth })
  }
  const attempt = (path: string, depth: number, action: () => unknown): void => {
    let result: unknown
    try {
      result = action()
    } catch (error) {
      look(error, `error of ${path}`, depth + 4)
      return
    }
    look(result, path, depth)
  }
  for (const item of (globals.get('seen') as unknown[]).flat(2))
    look(item, 'an argument of a function that tf0 called', 1)
  for (const [name, value] of [...planted, ...globals]) look(value, name, 0)
  for (const name of [
    ...Object.keys(FUNCTIONS),
    ...Object.keys(EXCEPTIONS),
    'str',
    'int',
    'float',
    'list',
    'dict',
    'tuple',
    'set',
    'object',
    'type',
    'bytes',
  ])
    look(findBuiltin(name), name, 0)
  const basics = [
    new PyInt(1),
    new PyFloat(1.5),
    'a',
    null,
    true,
    [new PyInt(1), new PyInt(2)],
    PyDict.from_entries([['a', new PyInt(1)]]),
    globals.get('c'),
    globals.get('plain'),
    globals.get('array'),
    globals.get('function'),
    PyTuple.from_items(['constructor']),
    globals.get('graph'),
    globals.get('Plain'),
  ]
  const pick = (): unknown => basics[Math.floor(next() * basics.length)]
  const one = (value: unknown, path: string, depth: number): void => {
    const names = new Set(NAMES)
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    if (value instanceof PyModule) for (const name of value.names()) names.add(name)
    else if (isObject)
      for (
        let at = value as object | null;
        at && at !== Object.prototype;
        at = Object.getPrototypeOf(at) as object | null
      )
        if (Object.getOwnPropertyNames(at).length < 400)
          for (const name of Object.getOwnPropertyNames(at)) names.add(name)
    attempt(`dir(${path})`, depth, () => {
      for (const name of call(findBuiltin('dir'), [value], null) as string[]) names.add(name)
    })
    for (const name of names) attempt(`${path}.${name}`, depth + 1, () => findAttribute(value, name))
    attempt(`'{0.constructor}'.format(${path})`, depth + 1, () =>
      strFormat('{0.constructor.constructor}', [value], null),
    )
    for (const name of [
      'type',
      'vars',
      'iter',
      'repr',
      'hash',
      'id',
      'len',
      'list',
      'dict',
      'sorted',
      'next',
      'callable',
    ])
      if (name !== 'list' || !(value instanceof PyModule))
        attempt(`${name}(${path})`, depth + 1, () => call(findBuiltin(name), [value], null))
    attempt(`str(${path})`, depth + 1, () => [str(value), repr(value)].join(''))
    attempt(`iteration of ${path}`, depth + 1, () => {
      const items = iterate(value)
      for (let i = 0; i < 5; i++) {
        const step = items.next()
        if (step.done) break
        look(step.value, `item of ${path}`, depth + 1)
      }
    })
    for (const key of [new PyInt(0), 'constructor', '__proto__', 'a'])
      attempt(`${path}[${String(key)}]`, depth + 1, () => getItem(value, key))
    for (const operator of ['+', '*', '%', '|'] as const)
      attempt(`${path} ${operator} …`, depth + 1, () => binary(operator, value, pick()))
    const written = path.slice(path.lastIndexOf('.') + 1)
    if (
      (isCallable(value) || typeof value === 'function') &&
      !UNCALLED.test(written) &&
      !/\b(os|shutil|tempfile|gfile|subprocess|logging|sess|mysess|coord|thread|runner)\b/.test(path)
    ) {
      attempt(`${path}()`, depth + 1, () => call(value, [], null))
      for (let i = 0; i < 3; i++) {
        const args = Array.from({ length: 1 + Math.floor(next() * 2) }, pick)
        attempt(`${path}(…)`, depth + 1, () => call(value, args, null))
      }
      attempt(`${path}(**{'__proto__': …})`, depth + 2, () =>
        call(value, [], new Map([['__proto__', PyDict.from_entries([['polluted', true]])]])),
      )
    }
  }
  const write = (value: unknown, path: string): void => {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    const before = isObject ? (Object.getPrototypeOf(value) as unknown) : undefined
    const marker = new PyDict()
    for (const name of [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'valueOf',
      'stackTraceLimit',
      'polluted',
      'hasOwnProperty',
      '__class__',
    ]) {
      attempt(`${path}.${name} = …`, 9, () => setAttribute(value, name, marker))
      attempt(`${path}['${name}'] = …`, 9, () => setItem(value, name, marker))
      attempt(`${path}.${name}`, 3, () => findAttribute(value, name))
    }
    if (isObject && Object.getPrototypeOf(value) !== before) leaks.push({ path, what: 'its prototype was changed' })
    attempt(`repr(${path}) after the writes`, 9, () => [str(value), repr(value)].join(''))
  }
  const visited: { readonly value: unknown; readonly path: string }[] = []
  for (let count = 0; count < values && open.length > 0; count++) {
    // the program's own first, then by chance
    const at = count < 400 ? 0 : Math.floor(next() * open.length)
    const { value, path, depth } = open[at] as (typeof open)[number]
    open[at] = open[open.length - 1] as (typeof open)[number]
    open.pop()
    one(value, path, depth)
    visited.push({ value, path })
  }
  for (const { value, path } of visited) write(value, path)
  tf.reset_default_graph()
  return { leaks, seen: visited.length }
}
