/** Saving where the disk is full, folders are missing or somebody else is at work: TensorFlow's words, and what was there stays whole. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { built } from '../support/built_package.ts'
import { inFolder } from './checkpoint_files.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAM = `
import { readdirSync, writeFileSync } from 'node:fs'
import * as tf from '${built('index.ts')}'
const [folder, write_version] = process.argv.slice(1)
const outcome = body => {
  try {
    return 'ok ' + body()
  } catch (error) {
    return error.constructor.name + ': ' + error.message.split('\\n')[0]
  }
}
const small = new tf.Variable([1, 2], { name: 'small' })
const session = new tf.Session()
`
/** A small checkpoint is saved, a large one fails; what is said, and what is there then. */
const LARGE = `
new tf.train.Saver({ var_list: [small], write_version: Number(write_version) })
const saver = new tf.train.Saver({ var_list: [small], write_version: Number(write_version) })
const large = new tf.Variable(tf.ones([600_000]), { name: 'large' })
session.run(tf.global_variables_initializer())
saver.save(session, folder + '/small', { write_meta_graph: false })
const second = new tf.train.Saver({ var_list: [large], write_version: Number(write_version) })
console.log(outcome(() => second.save(session, folder + '/large', { write_meta_graph: false })))
const writer = new tf.summary.FileWriter(folder + '/logs')
const summary = new tf.Summary({ value: [{ tag: 'x'.repeat(3_000_000), simple_value: 1 }] })
console.log(outcome(() => writer.add_summary(summary, 1)))
console.log(outcome(() => new tf.gfile.GFile(folder + '/text', 'w').write('x'.repeat(3_000_000))))
saver.restore(session, tf.train.latest_checkpoint(folder))
console.log(readdirSync(folder).filter(name => /large|tempstate/.test(name)).length, session.run(small).data.join())
process.exit(0)
`
const program = (body: string, ...args: string[]): string[] => [
  ...['--input-type=module', '-e', PROGRAM + body],
  ...args,
]
const withQuotes = (parts: readonly string[]): string =>
  parts.map(part => `'${part.replaceAll("'", `'\\''`)}'`).join(' ')
/** Runs it in a shell, after `before`. */
const run = (before: string, body: string, ...args: string[]) =>
  spawnSync('bash', ['-c', `${before} && exec ${withQuotes([process.execPath, ...program(body, ...args)])}`], {
    cwd: root,
    encoding: 'utf8',
  })

test.each([1, 2])(
  'files that may not grow so large, format %i',
  version => {
    inFolder(folder => {
      const { stdout, stderr } = run('ulimit -f 1000', LARGE, folder, String(version))
      const path = version === 1 ? '/large' : '/large.data-00000-of-00001'
      expect(stdout.replaceAll(folder, '').split('\n').slice(0, 4), stderr).toEqual([
        `OutOfRangeError: ${path}; File too large`,
        expect.stringMatching(/^OutOfRangeError: \/logs\/events.*; File too large$/),
        'OutOfRangeError: /text; File too large',
        '0 1,2',
      ])
    })
  },
  60_000,
)

/** A file system of one megabyte, for a process that has no other rights. */
const mounting = (folder: string): string => `mount -t tmpfs -o size=1m none '${folder}'`
const canMount = inFolder(folder => spawnSync('unshare', ['-rm', 'sh', '-c', mounting(folder)]).status === 0)
test.skipIf(!canMount)(
  `a full disk${canMount ? '' : ' (skipped: no file system can be mounted)'}`,
  () => {
    for (const version of ['1', '2'])
      inFolder(folder => {
        const inner = withQuotes([process.execPath, ...program(LARGE, folder, version)])
        const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', `${mounting(folder)} && exec ${inner}`], {
          cwd: root,
          encoding: 'utf8',
        })
        const path = version === '1' ? '/large' : '/large.data-00000-of-00001'
        expect(stdout.replaceAll(folder, '').split('\n').slice(0, 4), stderr).toEqual([
          `ResourceExhaustedError: ${path}; No space left on device`,
          expect.stringMatching(/^ResourceExhaustedError: \/logs\/events.*; No space left on device$/),
          'ResourceExhaustedError: /text; No space left on device',
          '0 1,2',
        ])
      })
  },
  60_000,
)

test('missing folders, files and folders in the place of others, file systems that take nothing', () => {
  inFolder(folder => {
    new tf.Graph().as_default(() => {
      const v = new tf.Variable([1, 2], { name: 'v' })
      const session = new tf.Session()
      session.run(v.initializer)
      for (const write_version of [1, 2]) {
        const saver = new tf.train.Saver({ write_version })
        const at = (name: string): string => join(folder, name)
        const save = (path: string): string => {
          try {
            return String(saver.save(session, path)).replace(folder, '')
          } catch (error) {
            const { constructor, message } = error as Error
            return `${constructor.name}: ${(message.split('\n')[0] as string).replaceAll(folder, '')}`
          }
        }
        expect(save(at('no/m'))).toBe("ValueError: Parent directory of /no/m doesn't exist, can't save.")
        writeFileSync(at('file'), '')
        expect(save(at('file/m'))).toBe("ValueError: Parent directory of /file/m doesn't exist, can't save.")
        for (const name of ['m', 'm.index']) mkdirSync(at(`d${write_version}/${name}`), { recursive: true })
        const own = write_version === 1 ? 'm' : 'm.index'
        expect(save(at(`d${write_version}/m`))).toBe(`FailedPreconditionError: /d${write_version}/${own}`)
        mkdirSync(at(`s${write_version}/checkpoint`), { recursive: true })
        expect(save(at(`s${write_version}/m`))).toBe(`FailedPreconditionError: /s${write_version}/checkpoint`)
        mkdirSync(at(`g${write_version}/m.meta`), { recursive: true })
        expect(save(at(`g${write_version}/m`))).toBe(`FailedPreconditionError: /g${write_version}/m.meta`)
        const first = write_version === 1 ? 'm' : 'm.data-00000-of-00001'
        if (existsSync('/proc/self')) expect(save('/proc/m')).toBe(`NotFoundError: /proc/${first}`)
        if (existsSync('/sys/kernel'))
          expect(save('/sys/m')).toMatch(
            /^PermissionDeniedError: \/sys\/m.*; (Permission denied|Read-only file system)$/,
          )
        for (const name of ['d', 's', 'g'])
          expect(readdirSync(at(`${name}${write_version}`)).filter(file => file.includes('temp'))).toEqual([])
        expect(() => saver.restore(session, at('nothing'))).toThrow(
          `Unsuccessful TensorSliceReader constructor: Failed to find any matching files for ${at('nothing')}`,
        )
        expect(() => saver.restore(session, folder)).toThrow(tf.errors.DataLossError)
      }
    })
  })
})

test('two processes save into one folder at once', async () => {
  const body = `
    const name = process.argv[2]
    const saver = new tf.train.Saver({ max_to_keep: 2 })
    session.run(tf.global_variables_initializer())
    for (let step = 1; step <= 60; step++) {
      session.run(small.assign([step, step]))
      saver.save(session, folder + '/' + name, { global_step: step })
      const latest = tf.train.latest_checkpoint(folder)
      if (latest === null) throw new Error('the state file is gone')
      const [a, b] = tf.train.NewCheckpointReader(folder + '/' + name + '-' + step).get_tensor('small').data
      if (a !== step || b !== step) throw new Error('another value')
    }
    process.exit(0)`
  await inFolderAsync(async folder => {
    const ends = ['one', 'two'].map(name => {
      const child = spawn(process.execPath, program(body, folder, name), { cwd: root })
      let said = ''
      child.stderr.on('data', data => {
        said += data
      })
      return new Promise(resolve => child.on('exit', code => resolve(`${name} ${code}${code === 0 ? '' : said}`)))
    })
    expect(await Promise.all(ends)).toEqual(['one 0', 'two 0'])
    const latest = tf.train.latest_checkpoint(folder) as string
    expect((tf.train.NewCheckpointReader(latest).get_tensor('small') as tf.NDArray).sum()).toBe(120)
    expect(readdirSync(folder).filter(name => name.includes('temp'))).toEqual([])
    expect(
      readdirSync(folder)
        .filter(name => name.endsWith('.index'))
        .sort(),
    ).toEqual(['one-59.index', 'one-60.index', 'two-59.index', 'two-60.index'].sort())
  })
}, 60_000)
async function inFolderAsync(body: (folder: string) => Promise<void>): Promise<void> {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const folder = await mkdtemp(join(tmpdir(), 'checkpoints-'))
  try {
    await body(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('with fsync, files have reached the disk before they get their names', () => {
  const body = `
    session.run(tf.global_variables_initializer())
    for (const fsync of [false, true]) {
      calls.length = 0
      new tf.train.Saver({ fsync }).save(session, folder + '/m')
      console.log(calls.join(' '))
    }
    process.exit(0)`
  const before = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const calls = []
    globalThis.calls = calls
    const paths = new Map()
    const [open, sync, rename] = [fs.openSync, fs.fsyncSync, fs.renameSync]
    fs.openSync = (path, ...rest) => { const handle = open(path, ...rest); paths.set(handle, String(path)); return handle }
    const short = path => path.split('/').at(-1).replace(/^.*?(index|data|meta|checkpoint)(?=[.-]|$).*$/, '$1')
    fs.fsyncSync = handle => { calls.push('sync:' + (fs.fstatSync(handle).isDirectory() ? 'folder' : short(paths.get(handle)))); sync(handle) }
    fs.renameSync = (from, to) => { calls.push('rename:' + short(to)); rename(from, to) }
    syncBuiltinESMExports()`
  inFolder(folder => {
    const preload = join(folder, 'preload.mjs')
    writeFileSync(preload, before)
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', preload, ...program(body, folder)], {
      cwd: root,
      encoding: 'utf8',
    })
    const [without, durable] = stdout.split('\n') as [string, string]
    expect(without, stderr).toBe('rename:data rename:index rename:meta rename:checkpoint')
    const calls = durable.split(' ')
    for (const file of ['data', 'index', 'meta', 'checkpoint']) {
      expect(calls.indexOf(`sync:${file}`), durable).toBeGreaterThanOrEqual(0)
      expect(calls.indexOf(`sync:${file}`)).toBeLessThan(calls.indexOf(`rename:${file}`))
      expect(calls[calls.indexOf(`rename:${file}`) + 1]).toBe('sync:folder')
    }
  })
})
