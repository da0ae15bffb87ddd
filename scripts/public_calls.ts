/**
 * Calls everything that is public with arguments of all kinds: `npx tsx scripts/public_calls.ts --all [--seed 1] [--rounds 20]
 * [--only REGEXP] [--from N]`. Without `--all`: what the tests play. `DEBUG=calls` names each call before it is made, for one that hangs.
 */
import * as z from 'zod/mini'
import { playPublicCalls, publicCalls } from '../test/fuzz/public_calls.ts'
import { commandLine, flag, number, numberOr, text } from './command_line.ts'

const values = commandLine({ all: flag, seed: numberOr(1), rounds: z.optional(number), only: text, from: numberOr(0) })
const names = process.env['DEBUG']?.includes('calls') === true
const { calls, complaints } = await playPublicCalls(publicCalls(), {
  seed: values.seed,
  rounds: values.rounds ?? (values.all ? 20 : 1),
  from: values.from,
  only: values.only === undefined ? undefined : new RegExp(values.only),
  ...(names && { begin: text => console.error(text) }),
  found: text => console.log(text),
})
console.log(`${calls} calls, ${complaints.length} treated wrongly`)
process.exit(complaints.length > 0 ? 1 : 0)
