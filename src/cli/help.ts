/** What the command tells about itself. */
import { UsageError } from './usage_error.ts'

interface Command {
  readonly summary: string
  readonly text: string
}

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    'run',
    {
      summary: 'runs a Python program of TensorFlow 0.x, without Python',
      text: `tf0 run [options] FILE [arguments of the program]

FILE is a Python program (Python 2 or 3), a notebook (.ipynb), or - for standard input. The program finds TensorFlow, numpy and much of
Python's standard library; it reads and writes files as it always did, and downloads nothing.

  --seed N      seeds every graph, numpy and random: two runs print the same
  --threads N   threads for large operations; default: as many as the machine has cores
  --python 2|3  the language's version, whatever the text tells
  --time        tells on standard error how long the program took

It ends with the program's exit code: that of sys.exit(), 1 after an exception, 130 after Ctrl-C.
Data that a program would download is looked for where the program puts it, and in the folder TF0_DATA.
`,
    },
  ],
  [
    'port',
    {
      summary: 'translates such a program to TypeScript',
      text: `tf0 port [options] FILE

FILE is a Python program (Python 2 or 3), a notebook (.ipynb), or - for standard input. It is printed as TypeScript for tf0, with its
comments, names and structure; what has no counterpart is marked TODO(port). What is printed does what \`tf0 run FILE\` does.

  -o, --output DIR  writes it into a folder instead, with the modules of its own that it imports, each as a file
  --force           overwrites files that are there
  --python 2|3      the language's version, whatever the text tells
`,
    },
  ],
  [
    'inspect',
    {
      summary: 'tells what is in a file of TensorFlow',
      text: `tf0 inspect [options] FILE

FILE is a GraphDef, a MetaGraphDef (binary or text), a checkpoint (of either format, with or without its ending), an event file, a file of
records, a SavedModel's folder, or numpy's .npy and .npz.

  --json        as JSON instead of text
  --all         every node, event and record instead of the first ones
`,
    },
  ],
])

const width = Math.max(...[...COMMANDS.keys()].map(name => name.length))

export const OVERVIEW = `tf0: TensorFlow 0.x without TensorFlow

${[...COMMANDS].map(([name, { summary }]) => `  tf0 ${name.padEnd(width)}  ${summary}`).join('\n')}
  tf0 --version
  tf0 help COMMAND
`

export function helpOf(command: string): string {
  const found = COMMANDS.get(command)
  if (!found) throw new UsageError(`'${command}' is no command: ${[...COMMANDS.keys()].join(', ')}`)
  return found.text
}
