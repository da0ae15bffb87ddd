/** Einstein's summation: sums of products of arrays whose axes have letters. */
import { TypeError, ValueError } from '../errors/index.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'
import * as reduce from '../tensor/reductions.ts'
import { alongAxis } from '../tensor/views.ts'
import { computed } from './arguments.ts'
import { matmul } from './products.ts'
import { type ArrayValue, arrayOf, type Result, toArray } from './values.ts'

/** An array and the letters of its axes. */
interface Term {
  readonly array: NDArray
  readonly letters: readonly string[]
}

/** Letters of the axes that `...` stands for, counted from the last one. */
const rest = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - i}`)

function lettersOf(text: string, rank: number): string[] {
  const [before = '', after, ...more] = text.split('...')
  if (more.length > 0) throw new ValueError('einstein sum subscripts string contains more than one ellipsis')
  const named = [...before, ...(after ?? '')]
  const wrong = named.find(letter => !/[a-zA-Z]/.test(letter))
  if (wrong !== undefined)
    throw new ValueError(`invalid subscript '${wrong}' in einstein sum subscripts string, subscripts must be letters`)
  if (after === undefined) {
    if (named.length !== rank)
      throw new ValueError(
        named.length < rank
          ? "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions."
          : 'einstein sum subscripts string contains too many subscripts for operand 0',
      )
    return named
  }
  if (named.length > rank)
    throw new ValueError('einstein sum subscripts string contains too many subscripts for operand 0')
  return [...before, ...rest(rank - named.length), ...after]
}

/** Axes with the same letter as their diagonal; axes of length 1 under `...` are left out, which broadcasts them. */
function single({ array, letters }: Term): Term {
  let [made, names] = [array, [...letters]]
  for (let axis = 0; axis < names.length; axis++) {
    const other = names.indexOf(names[axis] as string, axis + 1)
    if (other < 0) continue
    if (made.shape[axis] !== made.shape[other])
      throw new ValueError(
        `dimensions in operand 0 for collapsing index '${names[axis]}' don't match (${made.shape[axis]} != ${made.shape[other]})`,
      )
    made = made.diagonal(0, axis, other)
    names = [...names.filter((_, i) => i !== axis && i !== other), names[axis] as string]
    axis = -1
  }
  for (let axis = names.length - 1; axis >= 0; axis--) {
    if (!(names[axis] as string).startsWith('.') || made.shape[axis] !== 1) continue
    made = alongAxis(made, axis, 0, 1).reshape(made.shape.filter((_, i) => i !== axis))
    names.splice(axis, 1)
  }
  return { array: made, letters: names }
}

/** The sum over the axes whose letters nobody needs any more. */
function summed({ array, letters }: Term, needed: ReadonlySet<string>): Term {
  const axes = letters.flatMap((letter, axis) => (needed.has(letter) ? [] : [axis]))
  if (axes.length === 0) return { array, letters }
  const total = arrayOf(reduce.sum(array, axes, false)).astype(array.dtype)
  return { array: total, letters: letters.filter(letter => needed.has(letter)) }
}

const arranged = ({ array, letters }: Term, order: readonly string[]): NDArray =>
  array.transpose(order.map(letter => letters.indexOf(letter)))

/** The product of two terms, summed over the letters that only they have. */
function contracted(a: Term, b: Term, needed: ReadonlySet<string>): Term {
  const left = summed(a, new Set([...needed, ...b.letters]))
  const right = summed(b, new Set([...needed, ...left.letters]))
  const shared = left.letters.filter(letter => right.letters.includes(letter))
  for (const letter of shared) {
    const [p, q] = [left.array.shape[left.letters.indexOf(letter)], right.array.shape[right.letters.indexOf(letter)]]
    if (p !== q)
      throw new ValueError(
        `operands could not be broadcast together with remapped shapes [original->remapped]: (${left.array.shape.join(',')}) (${right.array.shape.join(',')}) `,
      )
  }
  const batch = shared.filter(letter => needed.has(letter))
  const inner = shared.filter(letter => !needed.has(letter))
  const rows = left.letters.filter(letter => !shared.includes(letter))
  const columns = right.letters.filter(letter => !shared.includes(letter))
  const lengths = new Map<string, number>()
  for (const term of [left, right])
    for (const [i, letter] of term.letters.entries()) lengths.set(letter, term.array.shape[i] as number)
  const dims = (letters: readonly string[]): number[] => letters.map(letter => lengths.get(letter) as number)
  const count = (letters: readonly string[]): number => dims(letters).reduce((product, dim) => product * dim, 1)
  const x = arranged(left, [...batch, ...rows, ...inner]).reshape(count(batch), count(rows), count(inner))
  const y = arranged(right, [...batch, ...inner, ...columns]).reshape(count(batch), count(inner), count(columns))
  const letters = [...batch, ...rows, ...columns]
  return { array: (matmul(x, y) as NDArray).reshape(dims(letters)), letters }
}

function plainEinsum(subscripts: string, operands: readonly ArrayValue[]): Result {
  if (typeof subscripts !== 'string') throw new TypeError('the subscripts of einsum are a text')
  const [inputs = '', output, ...more] = subscripts.replace(/\s/g, '').split('->')
  if (more.length > 0)
    throw new ValueError("einstein sum subscript string does not contain proper '->' output specified")
  const texts = inputs.split(',')
  if (texts.length !== operands.length)
    throw new ValueError(
      texts.length > operands.length
        ? 'fewer operands provided to einstein sum function than specified in the subscripts string'
        : 'more operands provided to einstein sum function than specified in the subscripts string',
    )
  const given = texts.map((text, i) => {
    const array = toArray(operands[i])
    return { array, letters: lettersOf(text, array.ndim) }
  })
  const dtype = given.map(({ array }) => array.dtype).reduce(promoteTypes)
  const dots = rest(Math.max(...given.map(({ letters }) => letters.filter(letter => letter.startsWith('.')).length)))
  const all = given.flatMap(({ letters }) => letters)
  const wanted =
    output === undefined
      ? [
          ...dots,
          ...[...new Set(all)]
            .filter(letter => !letter.startsWith('.') && all.filter(other => other === letter).length === 1)
            .sort(),
        ]
      : output.includes('...')
        ? [...(output.split('...')[0] ?? ''), ...dots, ...(output.split('...')[1] ?? '')]
        : [...output]
  for (const letter of wanted)
    if (!all.includes(letter))
      throw new ValueError(
        `einstein sum subscripts string included output subscript '${letter}' which never appeared in an input`,
      )
  const terms = given.map(single)
  const [first, ...others] = terms as [Term, ...Term[]]
  const later = (i: number): ReadonlySet<string> =>
    new Set([...wanted, ...others.slice(i).flatMap(({ letters }) => letters)])
  let made = others.length === 0 ? summed(first, new Set(wanted)) : first
  for (const [i, term] of others.entries()) made = contracted(made, term, later(i + 1))
  // axes of length 1 under dots that no operand had longer
  const missing = wanted.filter(letter => !made.letters.includes(letter))
  const full: Term = {
    array: made.array.reshape([...made.array.shape, ...missing.map(() => 1)]),
    letters: [...made.letters, ...missing],
  }
  return arranged(full, wanted).astype(dtype)
}

/** `einsum('ij,jk->ik', a, b)`: the sum of the products over the letters that the output lacks. */
export const einsum = computed(
  'einsum(subscripts, *operands)',
  (subscripts: string, ...operands: ArrayValue[]): Result => plainEinsum(subscripts, operands),
)
