/** Texts in one spelling: Python 3's, without what differs from machine to machine. */

/** Python 2's spellings → Python 3's. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/(?<!['"\w])[ub](?=(['"]))/g, ''],
  [/<type '/g, "<class '"],
  [/<class '(?:exceptions|builtins|__builtin__)\./g, "<class '"],
  [/\b(\d+)L\b/g, '$1'],
  [/<class '(unicode|bytes)'>/g, "<class 'str'>"],
  [/<class 'long'>/g, "<class 'int'>"],
  [/'unicode' object/g, "'str' object"],
  [/\blong\(\) argument/g, 'int() argument'],
  [/cannot concatenate '(\w+)' and '(\w+)' objects/g, 'can only concatenate $1 (not "$2") to $1'],
  [/need more than (\d+) values? to unpack/g, 'not enough values to unpack (expected 2, got $1)'],
  [/list indices must be integers, not/g, 'list indices must be integers or slices, not'],
  [/'(\w+)' object has no attribute '__getitem__'/g, "'$1' object is not subscriptable"],
  [/invalid literal for long\(\)/g, 'invalid literal for int()'],
  [/expected string or buffer/g, 'expected string or bytes-like object'],
  [/\blong int too large\b/g, 'int too large'],
  [/\bset\(\[(.+?)\]\)/g, '{$1}'],
  [/\bset\(\[\]\)/g, 'set()'],
  [
    /int\(\) argument must be a string or a number/g,
    'int() argument must be a string, a bytes-like object or a number',
  ],
  [/(float\(\) argument must be a string or a number)(, not '\w+')?$/g, '$1'],
  [/(could not convert string to float: )'(.*)'$/g, '$1$2'],
  [/got multiple values for keyword argument/g, 'got multiple values for argument'],
  [/^bytes$/g, 'str'],
  [/<(function|built-in function) [^>]*>/g, '<function>'],
]

/** Counters of the process, addresses, temporary files. */
const MACHINE: readonly (readonly [RegExp, string])[] = [
  [/0x[0-9a-f]{6,}/g, '0xADDR'],
  [/_temp_[0-9a-f]{32}/g, '_temp_UUID'],
  [/send_device_incarnation=-?\d+/g, 'send_device_incarnation=N'],
  [/\bpyfunc_\d+/g, 'pyfunc_N'],
  [/\b_\d+_(?=[A-Za-z])/g, '_N_'],
  [/TensorArray_\d+/g, 'TensorArray_N'],
  // the program that ran the snippets
  [/ {2}File "[^"<]*\.py", line \d+, in .*\n( {4}.*(\n|$))?/g, ''],
]

/** A text as it is compared. */
export function spelling(text: string, folder = ''): string {
  let out = folder === '' ? text : text.split(folder).join('<dir>')
  for (const [pattern, replacement] of [...MACHINE, ...SPELLINGS]) out = out.replace(pattern, replacement)
  return out.trim()
}

/** Python 2 counts arguments in other words than Python 3; that a call does not fit is what counts. */
const ARITY = /^([\w<>]+)\(\) (?:takes|missing) /

/** Whether two messages say the same. */
export function sameMessage(expected: string, actual: string, folder = ''): boolean {
  const [want, got] = [spelling(expected, folder), spelling(actual, folder)]
  if (want === got) return true
  const [arity, own] = [ARITY.exec(want), ARITY.exec(got)]
  return arity !== null && own !== null && (arity[1] === own[1] || arity[1] === '__init__')
}
