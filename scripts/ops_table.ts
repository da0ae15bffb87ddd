/** Writes docs/ops.md, the table of all ops: npx tsx scripts/ops_table.ts. A test compares it with the registry. */
import { writeFileSync } from 'node:fs'
import { opsTable } from '../test/laws/ops_table.ts'

writeFileSync(new URL('../docs/ops.md', import.meta.url), await opsTable())
