import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { opsTable } from './ops_table.ts'

test('docs/ops.md is what the registry says; npx tsx scripts/ops_table.ts writes it', { timeout: 60_000 }, async () => {
  const page = readFileSync(new URL('../../docs/ops.md', import.meta.url), 'utf8')
  expect(page.split('\n')).toEqual((await opsTable()).split('\n'))
})
