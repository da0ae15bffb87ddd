/** Programs that save, restore, look into checkpoints and make mistakes print what they printed on TensorFlow 0.12.1. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'
import { inFolder } from './checkpoint_files.ts'

const golden = (name: string): string => readFileSync(new URL(`../golden/checkpoints/${name}`, import.meta.url), 'utf8')

test.each(['saver_programs', 'checkpoint_programs'])('%s', async name => {
  const parts: string[] = []
  const python = await createPython(tf, { write: text => parts.push(text) })
  tf.reset_default_graph()
  python.run(golden(`${name}.py`))
  const expected = golden(`${name}.txt`).split('\n')
  expect(expected.length).toBeGreaterThan(25)
  expect(parts.join('').split('\n')).toEqual(expected)
})

/** The op of that name on these inputs; attributes by name. */
function run(op: string, inputs: readonly unknown[], attrs: Record<string, unknown> = {}): unknown {
  return new tf.Graph().as_default(() => {
    const def = lookupOp(op) as OpDef
    const node = applyOp(def, { ...Object.fromEntries(def.inputs.map(({ name }, i) => [name, inputs[i]])), ...attrs })
    const fetched = node.outputs[0] ?? node
    return new tf.Session().run(fetched) as unknown
  })
}
const outcome = (body: () => unknown): string => {
  try {
    return String(body())
  } catch (error) {
    return `${(error as Error).constructor.name} ${(error as Error).message.split('\n')[0]}`
  }
}

test('ops of checkpoints fail in words of TensorFlow', () => {
  inFolder(folder => {
    const path = (name: string): string => `${folder}/${name}`
    const v = tf.NDArray.of([1, 2])
    const save = (name: string, tensor: tf.TensorLike = v, key = 'v', slice = ''): string =>
      outcome(() => run('SaveV2', [path(name), [key], [slice], [tensor]])).replaceAll(folder, '')
    const restore = (name: string, key = 'v', slice = '', dtype = tf.float32): string =>
      outcome(() => run('RestoreV2', [path(name), [key], [slice]], { dtypes: [dtype] })).replaceAll(folder, '')
    expect(save('file')).toBe('null')
    tf.gfile.MkDir(path('dir.index'))
    tf.gfile.MkDir(path('dir2.data-00000-of-00001'))
    expect(save('file.index/x')).toBe('FailedPreconditionError /file.index/x.data-00000-of-00001')
    expect(save('x'.repeat(300))).toMatch(/^InvalidArgumentError \/x{300}\.data-00000-of-00001$/)
    expect(save('dir')).toBe('FailedPreconditionError /dir.index')
    expect(save('dir2')).toBe('FailedPreconditionError /dir2.data-00000-of-00001')
    expect(save('new/x')).toBe('null')
    expect(save('new/a/b/x')).toBe('NotFoundError /new/a/b/x.data-00000-of-00001')
    expect(save('part', v, 'a', '4 2,2')).toBe('null')
    expect(save('part2', v, 'a', '4 0,3')).toContain('Slice in shape_and_slice specification does not match the shape')
    expect(save('str', ['abc', 'de'], 'a')).toBe('null')
    // nothing is left of what failed
    expect(tf.gfile.Glob(path('*tempstate*'))).toEqual([])
    expect(tf.gfile.Glob(path('part2*'))).toEqual([])
    const slices = {
      '': '[1. 2.]',
      '2 0,1': '[1.]',
      '2 1,1': '[2.]',
      '3 1,1':
        'InvalidArgumentError Shape in shape_and_slice spec [3] does not match the shape stored in checkpoint: [2]',
      '2 1,2': 'InternalError Extent in dimension 0 out of bounds: shape = [2], slice = 1,2',
      '2 0,2': '[1. 2.]',
      '2 x': "InvalidArgumentError Expected a pair of numbers or '-' but got 'x': string = x",
      '2': 'InvalidArgumentError Need least two elements in shape_and_slice specification: 2',
      'x 0,1': 'InvalidArgumentError Non numerical dimension in shape_and_slice: x 0,1',
      '2 0,0':
        'InvalidArgumentError Expected non-negative start and positive length but got start = 0, length = 0: string = 0,0',
      '2 2 1,1:0,1':
        'InvalidArgumentError Shape in shape_and_slice spec [2,2] does not match the shape stored in checkpoint: [2]',
    }
    for (const [slice, expected] of Object.entries(slices)) expect(restore('file', 'v', slice), slice).toBe(expected)
    expect(restore('file', 'q')).toBe('NotFoundError Key q not found in checkpoint')
    const size = 'DataLossError Invalid size in bundle entry: key v; stored size 8; expected size 16'
    expect(restore('file', 'v', '', tf.int64)).toBe(size)
    // as in TensorFlow, what has as many bytes passes
    expect(restore('file', 'v', '', tf.int32)).toBe('[1065353216 1073741824]')
    const gaps =
      'InvalidArgumentError Does not have sufficient slices for partitioned tensor a to restore in slice_spec: '
    expect(restore('part', 'a')).toBe(`${gaps}-`)
    expect(restore('part', 'a', '4 0,1')).toBe(`${gaps}0,1`)
    expect(restore('part', 'a', '4 2,2')).toBe('[1. 2.]')
    expect(restore('part', 'a', '4 3,1')).toBe('[2.]')
    expect(restore('str', 'a', '', tf.string)).toBe("['abc' 'de']")
    expect(restore('nothing', 'a')).toBe(
      'NotFoundError Unsuccessful TensorSliceReader constructor: Failed to find any matching files for /nothing',
    )
    tf.gfile.MkDir(path('m'))
    save('m/a')
    save('m/b', tf.NDArray.of([[3]]), 'w')
    const merge = (...names: string[]): string =>
      outcome(() =>
        run('MergeV2Checkpoints', [names.slice(1).map(path), path(names[0] as string)], { delete_old_dirs: true }),
      )
    expect(merge('merged', 'm/a', 'm/b')).toBe('null')
    expect(tf.gfile.Exists(path('m'))).toBe(false)
    expect(restore('merged', 'w')).toBe('[[3.]]')
    expect(tf.gfile.Glob(path('merged*')).map(file => file.replace(folder, ''))).toEqual([
      '/merged.data-00000-of-00002',
      '/merged.data-00001-of-00002',
      '/merged.index',
    ])
    save('m1')
    save('m2')
    expect(merge('merged2', 'm1', 'm2')).toBe(
      `InvalidArgumentError Duplicate tensor keyed by v encountered, when merging prefix: ${path('m2')}`,
    )
    expect(merge('merged2', 'm1', 'm3')).toBe(`NotFoundError ${path('m3.index')}`)
    expect(restore('m1')).toBe('[1. 2.]')
    const old = (op: string, inputs: tf.TensorLike[], dt = tf.float32): string =>
      outcome(() => run(op, inputs, { dt })).replaceAll(folder, '')
    expect(outcome(() => run('Save', [path('old'), ['v'], [v]]))).toBe('null')
    expect(old('Restore', [path('old'), 'v'])).toBe('[1. 2.]')
    expect(old('Restore', [path('ol?'), 'v'])).toBe('[1. 2.]')
    expect(old('Restore', [path('old'), 'q'])).toBe('NotFoundError Tensor name "q" not found in checkpoint files /old')
    expect(old('Restore', [path('old'), 'v'], tf.int32)).toBe(
      'InvalidArgumentError Expected to restore a tensor of type int32, got a tensor of type float instead: tensor_name = v',
    )
    expect(old('RestoreSlice', [path('old'), 'v', '2 1,1'])).toBe('[2.]')
    expect(old('RestoreSlice', [path('old'), 'v', '3 1,1'])).toBe(
      'InvalidArgumentError Shape in shape_and_slice spec does not match the shape in the save file: [3], save file shape: [2]',
    )
  })
})
