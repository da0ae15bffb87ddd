/** tensorflow: tf0's public names, under the paths that old programs import. */
import * as protos from '../../formats/protos/index.ts'
import { Tensor } from '../../graph/tensor.ts'
import { TensorHandle } from '../../ops/resources/session_ops.ts'
import { adaptArgScopes } from './arg_scopes.ts'
import { adaptCallbacks } from './callbacks.ts'
import { adaptCoordinators } from './coordinators.ts'
import { adaptScopes } from './deferred_scopes.ts'
import { adaptDeprecations } from './deprecations.ts'
import { installDescriptions } from './descriptions.ts'
import { adaptFunctions } from './functions.ts'
import { generatedOps, ioOps } from './generated_ops.ts'
import { adaptIterators } from './iterators.ts'
import { adaptKeywords } from './keywords.ts'
import { adaptPlainNumbers } from './plain_numbers.ts'
import { adaptPrograms } from './programs.ts'
import { declarePublicMembers } from './public_members.ts'
import { adaptEval, adaptSessions } from './session_results.ts'
import { guardTargets } from './targets.ts'
import { TEST_CASE_NAMES, TEST_CASE_TEXT } from './test_case_text.ts'
import { adaptTuples } from './tuple_results.ts'
import './dtype_type.ts'
import './feature_columns.ts'
import './class_modules.ts'
import './messages.ts'
import './type_slots.ts'
import './value_tuples.ts'
import { TextModule } from '../compiler/text_modules.ts'
import { type Namespace, PyModule } from '../objects/values/module.ts'
import { useSlices } from './indexing.ts'

/** Names of tf0 that TensorFlow does not have. */
const OWN_NAMES = [
  'np',
  'int',
  'float',
  'PyInt',
  'PyFloat',
  'Complex',
  'NDArray',
  's',
  'SliceSpec',
  'function',
  'with',
  'ValueError',
  'KeyError',
  'IndexError',
  'LookupError',
  'RuntimeError',
  'AttributeError',
  'NotImplementedError',
  'AssertionError',
  'OverflowError',
  'ZeroDivisionError',
]

/** Modules of TensorFlow's source tree whose names are public in tf0 under another path. */
const INTERNAL: Readonly<Record<string, readonly string[]>> = {
  'tensorflow.contrib.learn.python.learn.datasets': ['contrib.learn.datasets'],
  'tensorflow.contrib.learn.python.learn.datasets.mnist': ['contrib.learn.datasets.mnist'],
  'tensorflow.python.client.timeline': ['timeline'],
  'tensorflow.python.framework.function': ['function'],
  'tensorflow.python.framework.tensor_shape': [],
  'tensorflow.python.framework.tensor_util': [],
  'tensorflow.python.ops.nn': ['nn'],
  'tensorflow.python.ops.nn_ops': ['nn'],
  'tensorflow.python.ops.rnn': ['nn'],
  'tensorflow.python.ops.rnn_cell': ['nn.rnn_cell'],
  'tensorflow.python.ops.seq2seq': ['nn.seq2seq'],
  'tensorflow.python.ops.image_ops': ['image'],
  'tensorflow.python.training.moving_averages': ['train'],
  'tensorflow.python.training.saver': ['train'],
  'tensorflow.python.pywrap_tensorflow': ['pywrap_tensorflow'],
  'tensorflow.python.framework.errors': ['errors'],
  'tensorflow.python.saved_model.builder': ['saved_model.builder'],
  'tensorflow.python.saved_model.constants': ['saved_model.constants'],
  'tensorflow.python.saved_model.loader': ['saved_model.loader'],
  'tensorflow.python.saved_model.main_op': ['saved_model.main_op'],
  'tensorflow.python.saved_model.signature_constants': ['saved_model.signature_constants'],
  'tensorflow.python.saved_model.signature_def_utils': ['saved_model.signature_def_utils'],
  'tensorflow.python.saved_model.tag_constants': ['saved_model.tag_constants'],
  'tensorflow.python.saved_model.utils': ['saved_model.utils', 'saved_model.signature_def_utils'],
  'tensorflow.python.tools.freeze_graph': ['train'],
  'tensorflow.python.framework.meta_graph': ['train'],
  'tensorflow.python.framework.graph_util': ['graph_util'],
  'tensorflow.python.lib.io.tf_record': ['python_io'],
  'tensorflow.python.summary.summary_iterator': ['train'],
  'tensorflow.python.summary.writer.writer': ['summary'],
  'tensorflow.python.platform.gfile': ['gfile'],
}

/** Where TensorFlow's own tests import their classes from. */
const TEST_MODULES: ReadonlySet<string> = new Set([
  'tensorflow.python.framework.test_util',
  'tensorflow.python.platform.googletest',
  'tensorflow.python.platform.test',
])

const lookUp = (root: object, path: string): object | undefined =>
  path
    .split('.')
    .reduce<object | undefined>((at, name) => (at as Record<string, object | undefined> | undefined)?.[name], root)

/** `tensorflow.contrib.layers.python.layers.utils` and the like: names that are public under the library, or a part of it. */
function contribPaths(tf: Namespace, name: string): readonly string[] | undefined {
  const [, library, inner] = /^tensorflow\.contrib\.(\w+)\.python\b(.*)$/.exec(name) ?? []
  const path = `contrib.${library}`
  if (library === undefined || lookUp(tf, path) === undefined) return undefined
  const part = `${path}.${inner?.split('.').at(-1)}`
  return typeof lookUp(tf, part) === 'object' ? [part, path] : [path]
}

/** Finds `tensorflow` and everything below it. */
export function tensorflowModules(tf: Namespace): (name: string) => PyModule | undefined {
  declarePublicMembers(tf)
  adaptSessions()
  guardTargets()
  adaptPlainNumbers()
  adaptCoordinators()
  adaptCallbacks()
  adaptFunctions()
  adaptPrograms()
  adaptKeywords(tf)
  installDescriptions()
  adaptTuples(tf)
  adaptIterators(tf)
  adaptArgScopes()
  adaptScopes(tf)
  adaptDeprecations()
  adaptEval(Tensor)
  adaptEval(TensorHandle)
  const { Variable, s } = tf as { Variable?: { prototype: object }; s?: (...parts: unknown[]) => unknown }
  if (Variable) adaptEval(Variable)
  if (s) useSlices(s)
  const known = new Map<string, PyModule>()
  const root = new PyModule(
    'tensorflow',
    { __version__: '0.12.1', newaxis: null, ...Object.fromEntries(OWN_NAMES.map(name => [name, undefined])) },
    [tf],
  )
  known.set('tensorflow', root)
  const tests = new TextModule('tensorflow.python.framework.test_util', TEST_CASE_TEXT, TEST_CASE_NAMES)
  root.set('test', new PyModule('tensorflow.test', {}, [tests, tf['test'] as object]))
  const make = (name: string, paths: readonly string[], others: readonly object[] = []): PyModule => {
    const made = new PyModule(name, {}, [...others, ...paths.flatMap(path => lookUp(tf, path) ?? []), root])
    known.set(name, made)
    return made
  }
  return name => {
    const found = known.get(name)
    if (found) return found
    if (!name.startsWith('tensorflow.')) return undefined
    if (TEST_MODULES.has(name)) return make(name, ['test'], [tests])
    const paths = INTERNAL[name]
    if (name === 'tensorflow.python.ops.io_ops') return make(name, [], [ioOps, generatedOps()])
    if (/^tensorflow\.python\.ops\.gen_\w+_ops$/.test(name)) return make(name, [], [generatedOps()])
    if (paths || name.startsWith('tensorflow.python')) return make(name, paths ?? [])
    // messages, wherever their files are
    if (/^tensorflow\.core(\.|$)/.test(name)) return make(name, ['summary', 'train'], [protos])
    const inner = name
      .split('.')
      .slice(1)
      .reduce<unknown>((at, part) => (at instanceof PyModule ? at.find(part) : undefined), root)
    if (inner instanceof PyModule) return inner
    const parts = contribPaths(tf, name)
    return parts && make(name, parts)
  }
}
