/** A process that is killed while it saves leaves a checkpoint that is whole. scripts/killed_saves.ts does so hundreds of times. */
import { expect, test } from 'vitest'
import { randomFrom } from '../support/random_numbers.ts'
import { inFolder } from './checkpoint_files.ts'
import { killedSaves } from './killed_saves.ts'

test.each(['distinct', 'overwrite'] as const)('killed while it saves, %s paths', async mode => {
  const folder = inFolder(path => path)
  const { mkdirSync, rmSync } = await import('node:fs')
  mkdirSync(folder)
  const found = await killedSaves({ folder, megabytes: 2, times: 2, mode, random: randomFrom(7), longest: 300 })
  rmSync(folder, { recursive: true })
  expect(found.whole + found.refused).toBeGreaterThanOrEqual(2)
  if (mode === 'distinct') expect(found).toEqual({ whole: 2, refused: 0 })
})
