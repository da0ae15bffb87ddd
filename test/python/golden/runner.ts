/** Golden files: which format one has, its cases, and the report. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  type ImagesFile,
  imagesCases,
  type ParsingFile,
  type PrintingFile,
  parsingCases,
  printingCases,
} from './expressions.ts'
import { type GradientCase, gradientCase } from './gradients.ts'
import type { GoldenCase, Outcome } from './harness.ts'
import { type RandomFile, randomCases } from './random.ts'
import { errorsCase, namesCase, type SnippetCase, sessionCase } from './snippets.ts'
import { type InitializersFile, initializersCases, type OptimizersFile, optimizersCases } from './training.ts'

type Content = Readonly<Record<string, unknown>> & { readonly cases?: readonly object[] }

/** The cases of a file; its keys say which format it has. */
export function casesOf(path: string): GoldenCase[] {
  const bytes = readFileSync(path)
  const content = JSON.parse(String(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)) as Content
  const has = (key: string): boolean => key in content
  if (has('tensorflow_objects')) return printingCases(content as unknown as PrintingFile)
  if (has('protos')) return parsingCases(content as unknown as ParsingFile)
  if (has('decode'))
    return imagesCases(content as unknown as ImagesFile, file =>
      readFileSync(join(dirname(path), '..', 'fixtures', file)),
    )
  if (has('elementwise')) return randomCases(content as unknown as RandomFile)
  if (has('optimizers')) return optimizersCases(content as unknown as OptimizersFile)
  if (has('initializers')) return initializersCases(content as unknown as InitializersFile)
  const cases = content.cases ?? []
  if (cases.some(test => 'runs' in test)) return (cases as GradientCase[]).flatMap(gradientCase)
  const snippets = cases as SnippetCase[]
  if (snippets.some(test => 'nodes' in test)) return snippets.map(namesCase)
  if (snippets.length > 0 && snippets.every(test => 'error' in test)) return snippets.map(errorsCase)
  if (snippets.some(test => 'source' in test)) return snippets.map(sessionCase)
  throw new Error(`${basename(path)} has none of the known formats`)
}

/** How often each missing name stopped a case, most wanted first. */
export function mostWanted(outcomes: readonly Outcome[]): [what: string, times: number][] {
  const counts = new Map<string, number>()
  for (const outcome of outcomes)
    if (outcome.kind === 'skipped') counts.set(outcome.what, (counts.get(outcome.what) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

const indented = (text: string, by: string): string => text.replace(/^/gm, by)

/** The lines of a report. */
export function report(path: string, outcomes: readonly Outcome[], details: boolean): string {
  const count = (kind: Outcome['kind']): number => outcomes.filter(outcome => outcome.kind === kind).length
  const lines: string[] = []
  for (const outcome of outcomes) {
    if (outcome.kind !== 'failed') continue
    lines.push(`FAILED ${outcome.id}`)
    if (details) lines.push(indented(outcome.source.trimEnd(), '    | '))
    lines.push(
      ...outcome.differences
        .slice(0, details ? 10 : 1)
        .map(difference => `    ${details ? difference : (difference.split('\n')[0] as string).slice(0, 160)}`),
    )
  }
  const reasons = new Map<string, string[]>()
  for (const outcome of outcomes)
    if (outcome.kind === 'excepted') reasons.set(outcome.reason, [...(reasons.get(outcome.reason) ?? []), outcome.id])
  for (const [reason, ids] of reasons) lines.push(`excepted, because ${reason}: ${ids.join(', ')}`)
  const wanted = mostWanted(outcomes)
  if (wanted.length > 0)
    lines.push(
      'skipped, for what is missing:',
      ...wanted.map(([what, times]) => `  ${String(times).padStart(5)}  ${what}`),
    )
  lines.push(
    `${basename(path)}: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped, ${count('excepted')} excepted`,
  )
  return lines.join('\n')
}
