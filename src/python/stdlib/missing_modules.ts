/** Modules that a program asks for and does not find: whether Python or a library of its day has them. */

/** The rest of Python's standard library. */
const OF_PYTHON: ReadonlySet<string> = new Set(
  `BaseHTTPServer ConfigParser Cookie HTMLParser SimpleHTTPServer SocketServer Tkinter UserDict anydbm array asyncio atexit audioop base64
  bdb binascii cgi cmd code codeop commands compileall concurrent configparser copyreg copy_reg crypt ctypes curses dataclasses
  dbm decimal difflib dis doctest dummy_threading email encodings ensurepip enum filecmp fractions ftplib getpass gettext grp
  hmac html htmlentitydefs http httplib imaplib imghdr ipaddress keyword lib2to3 lzma mailbox marshal md5 mimetypes mmap modulefinder
  multifile netrc nntplib numbers parser pathlib pickletools pipes pkgutil plistlib poplib posix profile pstats pty pwd py_compile pyclbr
  pydoc quopri readline resource rlcompleter runpy sched secrets select selectors sgmllib sha shelve smtplib sndhdr spwd sqlite3 ssl stat
  statistics stringprep sunau symbol symtable sysconfig syslog telnetlib termios tkinter token tokenize trace tty turtle typing user
  venv wave weakref webbrowser winsound wsgiref xdrlib xml xmlrpclib zipimport`.split(/\s+/),
)

/** Libraries that programs of 2016 use beside TensorFlow. */
const LIBRARIES: ReadonlySet<string> = new Set(
  `bs4 cv2 dicom flask gensim gym h5py imageio IPython joblib keras librosa lmdb lxml mxnet networkx nltk pandas prettytensor pydicom pydot
  pygame pyglet requests scipy skflow skimage sklearn statsmodels tflearn theano torch vizdoom xgboost yaml`.split(
    /\s+/,
  ),
)

/** What stands behind the message of the ImportError. */
export function describeMissing(name: string): string {
  const [top = ''] = name.split('.')
  if (top === 'tensorflow') return ' (TensorFlow 0.12 may have it; tf0 does not, yet)'
  if (OF_PYTHON.has(top)) return ' (Python has it; tf0 does not, yet)'
  return LIBRARIES.has(top) ? ' (a library that tf0 does not have, yet)' : ''
}
