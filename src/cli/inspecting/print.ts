/** Descriptions as text and as JSON. */
import type { Description, Table } from './description.ts'

const LONGEST_CELL = 100

/** Control characters are shown, long cells cut. */
function cellText(cell: string | number): string {
  const text = String(cell).replace(/\p{Cc}/gu, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text
}

function tableText({ name, columns, rows }: Table, most: number): string {
  const shown = rows.slice(0, most).map(row => row.map(cellText))
  const widths = columns.map((column, i) => Math.max(column.length, ...shown.map(row => (row[i] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ')}`.trimEnd()
  const rest = rows.length - shown.length
  return [
    `${name} (${rows.length})`,
    line(columns),
    ...shown.map(line),
    ...(rest > 0 ? [`  … ${rest} more (--all)`] : []),
  ].join('\n')
}

export function asText({ kind, facts, tables }: Description, most: number): string {
  const width = Math.max(0, ...Object.keys(facts).map(name => name.length))
  const lines = Object.entries(facts).map(([name, value]) => `  ${name.padEnd(width)}  ${cellText(value)}`)
  return `${[kind, ...lines, ...tables.filter(({ rows }) => rows.length > 0).map(table => `\n${tableText(table, most)}`)].join('\n')}\n`
}

/** Everything, each row an object. */
export function asJson({ kind, facts, tables }: Description): string {
  const parts = tables.map(({ name, columns, rows }) => [
    name,
    rows.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))),
  ])
  return `${JSON.stringify({ kind, ...facts, ...Object.fromEntries(parts) }, null, 2)}\n`
}
