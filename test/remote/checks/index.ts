/** All checks of real servers, in one table. */
import type { Check } from './check.ts'
import { errorChecks } from './errors.ts'
import { flow } from './flow.ts'
import { runners } from './runners.ts'
import { runs } from './runs.ts'
import { training } from './training.ts'
import { values } from './values.ts'

export const CHECKS: readonly Check[] = [...values, ...training, ...flow, ...errorChecks, ...runs, ...runners]
