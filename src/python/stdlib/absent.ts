/** Modules of Python that scripts import at their top and often never use: their names are there, and fail when they are called. */
import { NotImplementedError } from '../../errors/index.ts'
import { makeFunction } from '../objects/values/callable.ts'
import { PyModule } from '../objects/values/module.ts'

class AbsentModule extends PyModule {
  override find(name: string): unknown {
    const known = super.find(name)
    if (known !== undefined || name.startsWith('__')) return known
    return makeFunction(
      name,
      () => {
        throw new NotImplementedError(`${this.name}.${name} is not part of this Python`)
      },
      false,
    )
  }
}

const NAMES = `
  Queue StringIO base64 cPickle cProfile cStringIO codecs csv ctypes errno fnmatch gzip hashlib inspect io locale multiprocessing numbers pdb
  pickle platform queue signal socket struct subprocess tarfile timeit types unittest urllib urllib.error urllib.parse urllib.request urllib2
  uuid zipfile zlib six.moves.cPickle six.moves.queue six.moves.urllib six.moves.urllib.error six.moves.urllib.parse six.moves.urllib.request`

export const absentModules = (): PyModule[] =>
  NAMES.trim()
    .split(/\s+/)
    .map(name => new AbsentModule(name))
