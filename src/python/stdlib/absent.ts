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
  asyncio bz2 cProfile concurrent concurrent.futures ctypes curses dis email fcntl ftplib fractions numbers pdb pstats psutil readline resource select
  shelve smtplib sqlite3 ssl typing types weakref webbrowser`

export const absentModules = (): PyModule[] =>
  NAMES.trim()
    .split(/\s+/)
    .map(name => new AbsentModule(name))
