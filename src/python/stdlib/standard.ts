/** The modules of Python's standard library that old programs import. */
import { PyModule } from '../objects/values/module.ts'
import { absentModules } from './absent.ts'
import { acceptingModules } from './accepting.ts'
import { ARGPARSE } from './argparse.ts'
import { COLLECTIONS } from './collections.ts'
import { CONTEXTLIB } from './contextlib.ts'
import { COPY } from './copy.ts'
import { DATETIMES } from './datetime.ts'
import { FUNCTOOLS, OPERATOR } from './functools.ts'
import { BISECT, HEAPQ } from './heaps.ts'
import { IMP, IMPORTLIB } from './importlib.ts'
import { ITERTOOLS } from './itertools.ts'
import { LOGGING } from './logging.ts'
import { CMATH, MATH } from './math.ts'
import { PPRINT } from './pprint.ts'
import { RANDOM } from './random.ts'
import { RE } from './re.ts'
import { SIX, SIX_MOVES } from './six.ts'
import { OS, OS_PATH, SYS, TEMPFILE, TIME } from './system.ts'
import { GC, GLOB, SHUTIL, TRACEBACK } from './system_tools.ts'
import { JSON_MODULE, STRING } from './text.ts'
import { THREADING } from './threading.ts'
import { WARNINGS } from './warnings.ts'

/** Modules by name; each program gets its own. */
export function standardModules(): (name: string) => PyModule | undefined {
  const tables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    __builtin__: {},

    abc: { ABCMeta: null, abstractmethod: (fn: unknown) => fn, abstractproperty: (fn: unknown) => fn },
    argparse: ARGPARSE,
    bisect: BISECT,
    cmath: CMATH,
    collections: COLLECTIONS,
    contextlib: CONTEXTLIB,
    copy: COPY,
    datetime: DATETIMES,
    functools: FUNCTOOLS,
    gc: GC,
    glob: GLOB,
    heapq: HEAPQ,
    imp: IMP,
    importlib: IMPORTLIB,
    itertools: ITERTOOLS,
    json: JSON_MODULE,
    logging: LOGGING(),
    math: MATH,
    operator: OPERATOR,
    os: OS,
    'os.path': OS_PATH,
    pprint: PPRINT,
    random: RANDOM,
    re: RE,
    shutil: SHUTIL,
    six: SIX,
    'six.moves': SIX_MOVES,
    string: STRING,
    sys: SYS(),
    tempfile: TEMPFILE,
    threading: THREADING,
    time: TIME,
    traceback: TRACEBACK,
    warnings: WARNINGS,
  }
  const modules = new Map(Object.entries(tables).map(([name, names]) => [name, new PyModule(name, names)] as const))
  for (const module of absentModules()) modules.set(module.name, module)
  for (const [name, module] of modules) {
    const dot = name.lastIndexOf('.')
    if (dot > 0) modules.get(name.slice(0, dot))?.set(name.slice(dot + 1), module)
  }
  const accepting = acceptingModules()
  return name => modules.get(name) ?? accepting(name)
}
