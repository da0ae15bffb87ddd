/** SavedModels of TensorFlow 0.12.1, 1.15.5 and 2.21.0, read; and written as 0.12.1 writes them. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pack } from '../../src/formats/any.ts'
import { AssetFileDef, CollectionDef, SavedModel, type TensorInfo } from '../../src/formats/protos/index.ts'
import * as tf from '../../src/index.ts'

const { builder, constants, loader, signature_constants, signature_def_utils, tag_constants, utils } = tf.saved_model
const golden = (name: string): string => new URL(`../golden/saved_models/${name}`, import.meta.url).pathname

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-models-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => tf.reset_default_graph())
let count = 0
const newFolder = (): string => join(folder, `model${count++}`)
const failure = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message}`
  }
  return 'nothing was thrown'
}
const X = [
  [1, 1],
  [0, 3],
]

/** What the model of `export_dir` answers, fed and fetched by its signature. */
function served(export_dir: string, tags: readonly string[], import_scope: string | null = null): unknown {
  return tf.with(new tf.Session({ graph: new tf.Graph() }), sess => {
    const meta = loader.load(sess, tags, export_dir, { import_scope })
    const { inputs, outputs, method_name } = meta.signature_def['serving_default']!
    expect(method_name).toBe(signature_constants.PREDICT_METHOD_NAME)
    const [input, output] = [inputs['x'] as TensorInfo, outputs['y'] as TensorInfo].map(info =>
      utils.get_tensor_from_tensor_info(info, { graph: sess.graph, import_scope }),
    ) as [tf.Tensor, tf.Tensor]
    return sess.run(output, { feed_dict: [[input, X]] }).tolist()
  })
}

describe.each(['tf0.12.1', 'tf0.12.1_text', 'tf1.15.5', 'tf2.21.0'])('the model of %s', name => {
  it('is loaded, in a scope too', () => {
    expect(loader.maybe_saved_model_directory(golden(name))).toBe(true)
    for (const scope of [null, 'within']) expect(served(golden(name), ['serve'], scope)).toEqual([[3.5], [6.5]])
  })
})

describe('the initialization of a model', () => {
  it.each(['tf0.12.1', 'tf0.12.1_text'])('of %s gets the paths of its files', name => {
    tf.with(new tf.Session({ graph: new tf.Graph() }), sess => {
      loader.load(sess, ['serve'], golden(name))
      expect(String(sess.run('seen:0'))).toBe(join(golden(name), 'assets', 'words.txt'))
    })
  })
})

/** The program of generators/saved_models.py. */
function program(words: string): { x: tf.Tensor; y: tf.Tensor; asset: tf.Tensor; init: tf.Operation } {
  const x = tf.placeholder(tf.float32, [null, 2], { name: 'x' })
  const w = new tf.Variable([[1], [2]], { name: 'w' })
  const y = tf.add(tf.matmul(x, w), 0.5, { name: 'y' })
  const asset = tf.constant(words, { name: 'asset_path' })
  const seen = new tf.Variable(tf.constant('', { name: 'nothing' }), {
    trainable: false,
    collections: [],
    name: 'seen',
  })
  const init = tf.group(tf.assign(seen, tf.identity(asset, { name: 'path' })), { name: 'init' })
  return { x, y, asset, init }
}

describe('the builder', () => {
  it.each([
    ['tf0.12.1', false],
    ['tf0.12.1_text', true],
  ])('writes what TensorFlow writes: %s', (name, as_text) => {
    // the path of the asset is in the graph
    const theirs = as_text
      ? SavedModel.FromText(readFileSync(join(golden(name), 'saved_model.pbtxt'), 'utf8'))
      : SavedModel.FromString(readFileSync(join(golden(name), 'saved_model.pb')))
    const words = join(folder, 'words.txt')
    writeFileSync(words, 'zero\none\ntwo\n')
    const { x, y, asset, init } = program(words)
    const export_dir = newFolder()
    const made = new builder.SavedModelBuilder(export_dir)
    tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      const signature = signature_def_utils.build_signature_def(
        { x: utils.build_tensor_info(x) },
        { y: utils.build_tensor_info(y) },
        signature_constants.PREDICT_METHOD_NAME,
      )
      made.add_meta_graph_and_variables(sess, [tag_constants.SERVING], {
        signature_def_map: { [signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY]: signature },
        assets_collection: [asset],
        ...(as_text ? { legacy_init_op: init } : { main_op: init }),
      })
      made.add_meta_graph(['serve', 'more'], { clear_devices: true })
    })
    const path = made.save(as_text)
    const ours = as_text ? SavedModel.FromText(readFileSync(path, 'utf8')) : SavedModel.FromString(readFileSync(path))
    // 0.12 names the files in a collection only, 1.x in a field too
    for (const meta of ours.meta_graphs) meta.ClearField('asset_file_def')
    const plain = (model: SavedModel): string =>
      model
        .toString()
        .replace(/"\/[^"]*words.txt"/g, '"words.txt"')
        .replace(/_temp_\w{32}/g, '_temp_')
    expect(plain(ours)).toBe(plain(theirs))
    for (const file of ['variables.index', 'variables.data-00000-of-00001'])
      expect(
        readFileSync(join(export_dir, 'variables', file)).equals(readFileSync(join(golden(name), 'variables', file))),
      ).toBe(true)
    expect(readFileSync(join(export_dir, 'assets', 'words.txt'), 'utf8')).toBe('zero\none\ntwo\n')
    expect(served(export_dir, ['serve'])).toEqual([[3.5], [6.5]])
  })
  it('asks for its steps in order', () => {
    const export_dir = newFolder()
    const made = new builder.SavedModelBuilder(export_dir)
    expect(failure(() => new builder.SavedModelBuilder(export_dir))).toBe(
      'AssertionError: Export directory already exists. Please specify a different export directory.',
    )
    expect(failure(() => made.add_meta_graph(['a']))).toBe(
      'AssertionError: Variables and assets have not been saved yet. Please invoke `add_meta_graph_and_variables()` first.',
    )
    const v = new tf.Variable(1, { name: 'v' })
    tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      const add = (options: object): string => failure(() => made.add_meta_graph_and_variables(sess, ['a'], options))
      expect(add({ main_op: v })).toMatch(/^TypeError: main_op needs to be an Operation: /)
      expect(add({ legacy_init_op: 3 })).toBe('TypeError: legacy_init_op needs to be an Operation: 3')
      expect(add({ assets_collection: ['x'] })).toBe('TypeError: Asset path tensor must be a Tensor.')
      expect(add({ assets_collection: [v.initial_value] })).toMatch(
        /^TypeError: Asset path tensor must be of (dtype|type)/,
      )
      expect(add({ assets_collection: [tf.constant(['a', 'b'])] })).toBe(
        'TypeError: Asset path tensor must be a scalar.',
      )
      expect(add({ assets_collection: [tf.constant(join(folder, 'absent'))] })).toMatch(/^NotFoundError/)
      expect(add({ signature_def: {} })).toBe(
        "TypeError: add_meta_graph_and_variables() got an unexpected keyword argument 'signature_def'",
      )
      expect(add({ signature_def_map: { a: 3 } })).toMatch(/^TypeError: signature_def_map has a SignatureDef/)
      made.add_meta_graph_and_variables(sess, ['a'])
      expect(add({})).toBe(
        'AssertionError: Variables and assets have already been saved. Please invoke `add_meta_graph()` instead.',
      )
    })
  })
  it('keeps apart files of one name', () => {
    for (const [where, text] of [
      ['one', '1'],
      ['two', '2'],
      ['same', '1'],
    ] as const) {
      cpSync(golden('README.md'), join(folder, where, 'names.txt'))
      writeFileSync(join(folder, where, 'names.txt'), text)
    }
    const paths = ['one', 'two', 'same'].map(where => tf.constant(join(folder, where, 'names.txt')))
    const export_dir = newFolder()
    const made = new builder.SavedModelBuilder(export_dir)
    tf.with(new tf.Session(), sess => made.add_meta_graph_and_variables(sess, ['a'], { assets_collection: paths }))
    made.save()
    expect(['names.txt', 'names.txt_1'].map(name => readFileSync(join(export_dir, 'assets', name), 'utf8'))).toEqual([
      '1',
      '2',
    ])
    expect(existsSync(join(export_dir, 'assets', 'names.txt_2'))).toBe(false)
  })
  it('saves models without variables', () => {
    const x = tf.placeholder(tf.float32, [null, 2], { name: 'x' })
    const y = tf.add(tf.matmul(x, [[1], [2]]), 0.5, { name: 'y' })
    const export_dir = newFolder()
    tf.with(new tf.Session(), sess => tf.saved_model.simple_save(sess, export_dir, { x }, { y }))
    expect(served(export_dir, ['serve'])).toEqual([[3.5], [6.5]])
  })
})

describe('the loader', () => {
  it('says what it does not find', () => {
    const load = (where: string, tags: readonly string[] = ['serve']): string =>
      failure(() => tf.with(new tf.Session({ graph: new tf.Graph() }), sess => loader.load(sess, tags, where)))
    expect(load(join(folder, 'absent'))).toBe(`IOError: SavedModel file does not exist at: ${join(folder, 'absent')}`)
    expect(load(golden('tf1.15.5'), ['train', 'gpu'])).toBe(
      "RuntimeError: MetaGraphDef associated with tags 'train', 'gpu' could not be found in SavedModel. Its graphs have the tags ['serve'].",
    )
    const broken = newFolder()
    cpSync(golden('tf1.15.5'), broken, { recursive: true })
    rmSync(join(broken, 'variables'), { recursive: true })
    expect(load(broken)).toMatch(/^NotFoundError/)
    writeFileSync(join(broken, 'saved_model.pb'), 'no message\xff')
    expect(load(broken)).toMatch(/^IOError: Cannot parse file .*saved_model.pb/)
    expect(failure(() => loader.load(5 as never, ['serve'], broken))).toBe('TypeError: sess must be a Session, not int')
    expect(failure(() => (loader.load as (...args: unknown[]) => unknown)(new tf.Session(), ['serve']))).toBe(
      "TypeError: load() missing 1 required positional argument: 'export_dir'",
    )
  })
  it.each(['../../etc/passwd', '/etc/passwd', 'a/../../b'])('does not leave the folder for the file %s', filename => {
    const hostile = newFolder()
    cpSync(golden('tf0.12.1'), hostile, { recursive: true })
    const file = join(hostile, constants.SAVED_MODEL_FILENAME_PB)
    const model = SavedModel.FromString(readFileSync(file))
    const asset = pack(new AssetFileDef({ filename, tensor_info: { name: 'asset_path:0' } }))
    model.meta_graphs[0]!.collection_def[constants.ASSETS_KEY] = new CollectionDef({
      any_list: { value: [asset] } as never,
    })
    writeFileSync(file, model.SerializeToString())
    tf.with(new tf.Session({ graph: new tf.Graph() }), sess => {
      expect(failure(() => loader.load(sess, ['serve'], hostile))).toBe(
        `ValueError: The asset '${filename}' is not in the folder assets of the SavedModel`,
      )
      expect(sess.graph.get_operations().length).toBe(0)
    })
  })
})

describe('signatures', () => {
  it('say what servers can do', () => {
    const examples = tf.placeholder(tf.string, [null])
    const scores = tf.placeholder(tf.float32, [null])
    const { is_valid_signature, predict_signature_def, regression_signature_def, classification_signature_def } =
      signature_def_utils
    const predict = predict_signature_def({ inputs: scores }, { outputs: examples })
    expect([Object.keys(predict.inputs), Object.keys(predict.outputs)]).toEqual([['inputs'], ['outputs']])
    expect(predict_signature_def(new Map([['a', scores]]), new Map([['b', scores]])).outputs['b']?.name).toBe(
      scores.name,
    )
    const all = [
      predict,
      regression_signature_def(examples, scores),
      classification_signature_def(examples, null, scores),
      classification_signature_def(examples, examples, null),
    ]
    expect(all.map(signature => is_valid_signature(signature))).toEqual([true, true, true, true])
    const [, regression] = all as [unknown, NonNullable<(typeof all)[1]>]
    regression.method_name = signature_constants.CLASSIFY_METHOD_NAME
    expect(is_valid_signature(regression)).toBe(false)
    expect(is_valid_signature(null)).toBe(false)
    expect(failure(() => predict_signature_def({}, { y: scores }))).toBe(
      'ValueError: Prediction inputs cannot be None or empty.',
    )
    expect(failure(() => regression_signature_def(scores, scores))).toBe(
      'ValueError: Regression examples must be a string Tensor.',
    )
    expect(failure(() => classification_signature_def(examples, null, null))).toBe(
      'ValueError: Classification classes and scores cannot both be None.',
    )
    expect(failure(() => signature_def_utils.build_signature_def({ x: scores as never }, {}, 'm'))).toMatch(
      /^TypeError: A signature has TensorInfos/,
    )
  })
})

describe('an export of 0.x', () => {
  const { bundle_shim, manifest_pb2, session_bundle } = tf.contrib.session_bundle
  const dir = golden('exports/00000003')
  it('is loaded', () => {
    const [sess, meta] = session_bundle.load_session_bundle_from_path(dir)
    expect(sess.run('y:0', { feed_dict: { 'x:0': X } }).tolist()).toEqual([[3.5], [6.5]])
    expect(String(sess.run('seen:0'))).toBe(join(dir, 'assets', 'words.txt'))
    const [any] = meta.collection_def['serving_signatures']!.any_list.value
    const signatures = manifest_pb2.Signatures.FromString(any!.value)
    expect(signatures.default_signature.regression_signature.output.tensor_name).toBe('y:0')
    expect(signatures.named_signatures['all']?.generic_signature.map['x']?.tensor_name).toBe('x:0')
    sess.close()
  })
  it('and a SavedModel are told apart', () => {
    for (const [where, tags] of [
      [dir, null],
      [golden('tf1.15.5'), ['serve']],
    ] as const) {
      const [sess] = bundle_shim.load_session_bundle_or_saved_model_bundle_from_path(where, { tags: tags as never })
      expect(sess.run('y:0', { feed_dict: { 'x:0': X } }).tolist()).toEqual([[3.5], [6.5]])
      sess.close()
    }
    expect(failure(() => bundle_shim.load_session_bundle_or_saved_model_bundle_from_path(folder))).toMatch(
      /^RuntimeError: /,
    )
    expect(failure(() => session_bundle.load_session_bundle_from_path(folder))).toBe(
      `RuntimeError: Expected meta graph file missing ${join(folder, 'export.meta')}`,
    )
  })
})
