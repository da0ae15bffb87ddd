/**
 * Calls everything that is public with arguments of all kinds: `npx tsx scripts/public_calls.ts --all [--seed 1] [--rounds 20]
 * [--only REGEXP] [--from N]`. Without `--all`: what the tests play. `DEBUG=calls` names each call before it is made, for one that hangs.
 */
import { parseArgs } from 'node:util'
import { playPublicCalls, publicCalls } from '../test/fuzz/public_calls.ts'

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
})
const names = process.env['DEBUG']?.includes('calls') === true
const { calls, complaints } = await playPublicCalls(publicCalls(), {
  seed: Number(values.seed),
  rounds: Number(values.rounds ?? (values.all ? 20 : 1)),
  from: Number(values.from),
  only: values.only === undefined ? undefined : new RegExp(values.only),
  ...(names && { begin: text => console.error(text) }),
  found: text => console.log(text),
})
console.log(`${calls} calls, ${complaints.length} treated wrongly`)
process.exit(complaints.length > 0 ? 1 : 0)
