/** The parameters of np's functions that Python calls by name: keywords go to their positions. */
import { TypeError } from '../../errors/python.ts'
import { byPosition } from '../objects/foreign_calls.ts'
import type { Keywords } from '../objects/values/callable.ts'

const TABLE = `
array object dtype
asarray a dtype
asanyarray a dtype
ascontiguousarray a dtype
copy a
zeros shape dtype
ones shape dtype
empty shape dtype
full shape fill_value dtype
zeros_like a dtype
ones_like a dtype
empty_like a dtype
full_like a fill_value dtype
identity n dtype
logspace start stop num endpoint base
diag v k
diagonal a offset
tril m k
triu m k
frombuffer buffer dtype count offset
fromiter iterable dtype
concatenate arrays axis
stack arrays axis
vstack tup
row_stack tup
hstack tup
dstack tup
column_stack tup
append arr values axis
split ary indices_or_sections axis
vsplit ary indices_or_sections
hsplit ary indices_or_sections
tile A reps
repeat a repeats axis
pad array pad_width mode
argpartition a kth axis
partition a kth axis
unique ar
in1d ar1 ar2
setdiff1d ar1 ar2
intersect1d ar1 ar2
union1d ar1 ar2
searchsorted a v side
digitize x bins right
nonzero a
flatnonzero a
argwhere a
where condition x y
histogram a bins range
cumsum a axis dtype
cumprod a axis dtype
reshape a newshape
ravel a
swapaxes a axis1 axis2
moveaxis a source destination
rollaxis a axis start
broadcast_to array shape
flipud m
fliplr m
resize a new_shape
dot a b
outer a b
inner a b
vdot a b
tensordot a b axes
around a decimals
round a decimals
round_ a decimals
clip a a_min a_max
isclose a b
allclose a b
array_equal a1 a2
convolve a v mode
interp x xp fp left right
det a
solve a b
inv a
eigh a
svd a full_matrices compute_uv
`

const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map(
  TABLE.trim()
    .split('\n')
    .map(line => line.split(' '))
    .map(([name, ...parameters]) => [name as string, parameters]),
)

/** Whether the argument at a position is an axis. */
export const isAxis = (name: string, at: number): boolean => PARAMETERS.get(name)?.[at] === 'axis'

/** Keywords about the memory of new arrays, which only tell numpy what to avoid. */
const ABOUT_MEMORY = new Set(['order', 'subok', 'copy'])
const CREATES = new Set([
  'array',
  'asarray',
  'asanyarray',
  'ascontiguousarray',
  'zeros',
  'ones',
  'empty',
  'full',
  'reshape',
  'ravel',
  'copy',
])

/** The call with its keywords in their positions; other keywords stay. */
export function placed(
  name: string,
  args: readonly unknown[],
  keywords: Keywords,
): readonly [args: readonly unknown[], keywords: Keywords] {
  const names = PARAMETERS.get(name)
  if (!names || keywords === null) return [args, keywords]
  const [placed, others] = byPosition(names, args, keywords)
  const rest = new Map<string, unknown>()
  for (const [key, value] of others) {
    if (names.includes(key)) throw new TypeError(`${name}() got multiple values for keyword argument '${key}'`)
    if (!CREATES.has(name) || !ABOUT_MEMORY.has(key)) rest.set(key, value)
  }
  return [placed, rest.size === 0 ? null : rest]
}
