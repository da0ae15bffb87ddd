/** Notebooks (.ipynb, formats 3 and 4) as programs: their cells of code, one below the other. */
import * as z from 'zod/mini'
import type { TracebackPlace } from '../python/index.ts'
import { UsageError } from './usage_error.ts'

const TEXT = z.union([z.string(), z.array(z.string())])
const CELL = z.object({ cell_type: z.string(), source: z.optional(TEXT), input: z.optional(TEXT) })
const CELLS = z.object({ cells: z.array(CELL) })
const NOTEBOOK = z.union([CELLS, z.object({ worksheets: z.array(CELLS) })])

export interface NotebookProgram {
  readonly file: string
  readonly text: string
  /** The line of the program at which each cell of code begins, from 1. */
  readonly starts: readonly number[]
}

/** Lines of IPython's own: magics and commands for a shell. They show, time and install; what a program computes is not in them. */
const MAGIC = /^(\s*)(?:%{1,2}[A-Za-z]|!)/
const HELP = /^\s*\??\??[\w.]+\?{1,2}\s*$|^\s*\?{1,2}[\w.]+\s*$/
/** Magics of a whole cell that leave it a cell of Python. */
const CELL_OF_PYTHON = /^%%(?:time|timeit|capture|prun)\b/

function cellText(lines: readonly string[]): string {
  const [first = ''] = lines.filter(line => line.trim() !== '')
  if (first.startsWith('%%') && !CELL_OF_PYTHON.test(first)) return lines.map(() => '').join('\n')
  return lines
    .map(line => {
      const indent = MAGIC.exec(line)?.[1]
      // in a block something must stand there
      if (indent !== undefined) return indent === '' ? '' : `${indent}pass`
      return HELP.test(line) ? '' : line
    })
    .join('\n')
}

/** The program of a notebook; UsageError for what is none. */
export function notebookProgram(file: string, json: string): NotebookProgram {
  let document: z.infer<typeof NOTEBOOK>
  try {
    document = NOTEBOOK.parse(JSON.parse(json))
  } catch {
    throw new UsageError(`${file} is no notebook: it has no cells`)
  }
  const cells = 'cells' in document ? document.cells : document.worksheets.flatMap(sheet => sheet.cells)
  const texts = cells
    .filter(cell => cell.cell_type === 'code')
    .map(({ source, input = '' }) => {
      const text = source ?? input
      return cellText((Array.isArray(text) ? text.join('') : text).split('\n'))
    })
  const starts: number[] = []
  let line = 1
  for (const text of texts) {
    starts.push(line)
    line += text.split('\n').length + 1
  }
  return { file, text: `${texts.join('\n\n')}\n`, starts }
}

/** A line of the program as a line of its cell. */
export function placeInNotebook({ file, starts }: NotebookProgram, place: TracebackPlace): TracebackPlace {
  if (place.file !== file) return place
  const cell = starts.findLastIndex(start => start <= place.line)
  return { file: `${file}, cell ${cell + 1}`, line: place.line - (starts[cell] ?? 1) + 1 }
}
