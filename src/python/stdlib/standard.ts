/** The modules of Python's standard library that old programs import. */
import { allBuiltins as BUILTINS } from '../builtins/names.ts'
import { TextModule } from '../compiler/text_modules.ts'
import { PyModule } from '../objects/values/module.ts'
import { absentModules } from './absent.ts'
import { acceptingModules } from './accepting.ts'
import { TARFILE, ZIPFILE } from './archives.ts'
import { ARGPARSE } from './argparse.ts'
import { COLLECTIONS } from './collections.ts'
import { CONFIG_PARSERS, GETOPT } from './command_words.ts'
import { GZIP, ZLIB } from './compressed.ts'
import { CONTEXTLIB } from './contextlib.ts'
import { COPY } from './copy.ts'
import { CSV } from './csv.ts'
import { DATETIMES } from './datetime.ts'
import { FUNCTOOLS, OPERATOR } from './functools.ts'
import { BASE64, BINASCII, HASHLIB, UUID } from './hashing.ts'
import { BISECT, HEAPQ } from './heaps.ts'
import { IMP, IMPORTLIB } from './importlib.ts'
import { ITERTOOLS } from './itertools.ts'
import { JSON_MODULE } from './json.ts'
import { LOGGING } from './logging.ts'
import { CMATH, MATH } from './math.ts'
import { OPTPARSE_NAMES, OPTPARSE_TEXT } from './option_parser_text.ts'
import { PICKLE } from './pickle.ts'
import { ERRNO, GETPASS, INSPECT, PLATFORM, SOCKET, TIMEIT } from './platform.ts'
import { PPRINT } from './pprint.ts'
import { ATEXIT, MULTIPROCESSING, SIGNAL } from './processes.ts'
import { TQDM } from './progress.ts'
import { QUEUE } from './queues.ts'
import { RANDOM } from './random.ts'
import { RE } from './re.ts'
import { SUBPROCESS, URLLIB } from './refused.ts'
import { SIX, SIX_MOVES } from './six.ts'
import { SMALL_TEXTS } from './small_texts.ts'
import { CODECS, IO, STRING_IO_MODULE } from './streams.ts'
import { STRUCT } from './struct.ts'
import { OS, OS_PATH, SYS, SysModule, TIME } from './system.ts'
import { FNMATCH, GC, GLOB, SHUTIL, TRACEBACK } from './system_tools.ts'
import { TEMPFILE } from './temporary_files.ts'
import { STRING } from './text.ts'
import { THREADING } from './threading.ts'
import { LOCALE, UNICODEDATA } from './unicode.ts'
import { unittestModule } from './unittest.ts'
import { URLPARSE_NAMES, URLPARSE_TEXT } from './urlparse_text.ts'
import { WARNINGS } from './warnings.ts'

/** Modules by name; each program gets its own. */
export function standardModules(): (name: string) => PyModule | undefined {
  const tables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    __builtin__: BUILTINS(),
    builtins: BUILTINS(),
    ConfigParser: CONFIG_PARSERS,
    configparser: CONFIG_PARSERS,
    Queue: QUEUE,
    StringIO: STRING_IO_MODULE,
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
    six: SIX(),
    'six.moves': SIX_MOVES,
    string: STRING,
    sys: SYS(),
    tempfile: TEMPFILE,
    threading: THREADING,
    time: TIME,
    traceback: TRACEBACK,
    warnings: WARNINGS,
    atexit: ATEXIT,
    base64: BASE64,
    binascii: BINASCII,
    cPickle: PICKLE,
    cStringIO: STRING_IO_MODULE,
    codecs: CODECS,
    csv: CSV,
    errno: ERRNO,
    getopt: GETOPT,
    getpass: GETPASS,
    gzip: GZIP,
    hashlib: HASHLIB,
    inspect: INSPECT,
    io: IO,
    locale: LOCALE,
    multiprocessing: MULTIPROCESSING,
    'multiprocessing.pool': MULTIPROCESSING,
    pickle: PICKLE,
    platform: PLATFORM,
    queue: QUEUE,
    signal: SIGNAL(),
    socket: SOCKET,
    'six.moves.cPickle': PICKLE,
    'six.moves.configparser': CONFIG_PARSERS,
    'six.moves.queue': QUEUE,
    struct: STRUCT,
    subprocess: SUBPROCESS,
    tarfile: TARFILE,
    thread: THREADING,
    timeit: TIMEIT,
    tqdm: TQDM,
    unicodedata: UNICODEDATA,
    uuid: UUID,
    zipfile: ZIPFILE,
    zlib: ZLIB,
    fnmatch: FNMATCH,
    distutils: {},
    ...URLLIB,
  }
  const modules = new Map(
    Object.entries(tables).map(
      ([name, names]) => [name, name === 'sys' ? new SysModule(name, names) : new PyModule(name, names)] as const,
    ),
  )
  modules.set('unittest', unittestModule())
  modules.set('optparse', new TextModule('optparse', OPTPARSE_TEXT, OPTPARSE_NAMES))
  modules.set('urlparse', new TextModule('urlparse', URLPARSE_TEXT, URLPARSE_NAMES))
  for (const [name, { names, text }] of Object.entries(SMALL_TEXTS))
    modules.set(name, new TextModule(name, text, names))
  for (const module of absentModules()) modules.set(module.name, module)
  for (const [name, module] of modules) {
    const dot = name.lastIndexOf('.')
    if (dot > 0) modules.get(name.slice(0, dot))?.set(name.slice(dot + 1), module)
  }
  const accepting = acceptingModules()
  return name => modules.get(name) ?? accepting(name)
}
