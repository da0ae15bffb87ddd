// Installs the dependencies when node_modules is missing or isn't what the lockfile asks for.
// Node built-ins only: it runs before anything is installed, by `npm start`, `npm test` and the other commands.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The packages that a lockfile names, by folder; undefined if there is no such file. */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Contents are compared, not times: a checkout touches files without changing them, and an interrupted install leaves no record. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([folder, entry]) => {
    const found = installed[folder]
    // '' is this package itself; an optional package may belong to another platform
    if (folder === '' || (!found && (entry.optional || entry.peer))) return true
    return found !== undefined && found.version === entry.version && found.integrity === entry.integrity
  })
}

function npm(args) {
  const cli = process.env.npm_execpath
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' }
  // under npm its own JavaScript is known; by hand it is found on the path, which on Windows takes a shell
  if (cli && /\.[cm]?js$/.test(cli)) return spawnSync(process.execPath, [cli, ...args], options)
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

const [major] = process.versions.node.split('.').map(Number)
if (major < 20) {
  console.error(`tf0 needs Node 20 or newer; this is Node ${process.versions.node}.`)
  process.exit(1)
}
if (!isInstalled()) {
  console.error('Installing the dependencies (npm ci --ignore-scripts), once …')
  const { status, stdout, stderr, error } = npm([
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  if (error || status !== 0) {
    console.error(error ? error.message : `${stdout}${stderr}`.trim())
    console.error(
      'The dependencies could not be installed. Is the npm registry reachable? Try `npm ci --ignore-scripts` by hand.',
    )
    process.exit(1)
  }
  console.error('Done.')
}
