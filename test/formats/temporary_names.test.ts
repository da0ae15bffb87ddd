/** What processes that were killed left unfinished goes with the next file that a process writes into the folder; nothing else does. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AtomicFile, writeWhole } from '../../src/formats/files/atomic_file.ts'
import { temporaryName } from '../../src/formats/files/temporary_names.ts'
import { inFolder } from '../train/checkpoint_files.ts'

const namedBy = (pid: number, name = 'model.index'): string =>
  temporaryName(name).replace(new RegExp(`-${process.pid}$`), `-${pid}`)

test.skipIf(!existsSync('/proc/self/ns/pid'))('files of processes that have ended, and no others', () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid
  const alive = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)'])
  try {
    inFolder(folder => {
      const kept = [
        namedBy(alive.pid as number),
        namedBy(process.pid),
        // process 1 is another user's, perhaps
        namedBy(1),
        // of another machine, another namespace, TensorFlow's, and somebody's own
        namedBy(ended).replace(/-[0-9a-f]{12}-/, '-0123456789ab-'),
        'model.index.tempstate17836473065275477388',
        `${namedBy(ended)}.txt`,
        'model.index',
      ]
      for (const name of [...kept, namedBy(ended), namedBy(ended, 'model-7.data-00000-of-00001'), namedBy(ended, '')])
        writeFileSync(join(folder, name), 'unfinished')
      writeWhole(join(folder, 'model-8.index'), Buffer.from('whole'))
      expect(readdirSync(folder).sort()).toEqual([...kept, 'model-8.index'].sort())
    })
  } finally {
    alive.kill('SIGKILL')
  }
})

test('a file that is being written stays', () => {
  inFolder(folder => {
    const file = new AtomicFile(join(folder, 'a'))
    file.write(Buffer.from('1'))
    writeWhole(join(folder, 'b'), Buffer.from('2'))
    expect(readdirSync(folder)).toHaveLength(2)
    file.commit()
    expect(readdirSync(folder)).toEqual(['a', 'b'])
  })
})
