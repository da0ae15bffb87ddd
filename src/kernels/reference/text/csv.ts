/** Records of separated values (core/kernels/decode_csv_op.cc). */
import { invalidArgument } from '../../../errors/status.ts'

/** The fields of one record. Fields may stand in quotes, in which a doubled quote is one. */
export function csvFields(record: string, delimiter: string): string[] {
  const fields: string[] = []
  let at = 0
  while (at < record.length) {
    const first = record[at] as string
    if (first === '\n' || first === '\r') {
      at++
      continue
    }
    const [field, end] = first === '"' ? quoted(record, at + 1, delimiter) : plain(record, at, delimiter)
    fields.push(field)
    at = end
  }
  // after a last delimiter there is one more field, which is empty
  if (record.endsWith(delimiter) && record !== '') fields.push('')
  return fields
}

/** The field from `start` on, and where the next one begins. */
function plain(record: string, start: number, delimiter: string): [field: string, next: number] {
  const found = record.indexOf(delimiter, start)
  const end = found < 0 ? record.length : found
  const field = record.slice(start, end)
  if (/["\n\r]/.test(field)) throw invalidArgument('Unquoted fields cannot have quotes/CRLFs inside')
  return [field, end + 1]
}
function quoted(record: string, start: number, delimiter: string): [field: string, next: number] {
  const last = record.length - 1
  let field = ''
  let at = start
  while (at < last && !(record[at] === '"' && record[at + 1] === delimiter)) {
    if (record[at] !== '"') field += record[at++]
    else if (record[at + 1] === '"') {
      field += '"'
      at += 2
    } else throw invalidArgument('Quote inside a string has to be escaped by another quote')
  }
  if (record[at] !== '"') throw invalidArgument('Quoted field has to end with quote followed by delim or end')
  return [field, at + 2]
}
