import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FLAGS_BY_V8, V8Flags, type V8FlagsOptions } from '../../../src/kernels/wasm/assembler/v8_flags.ts'

/** Flags of a version of V8, what they set, and what they say. */
function flagsOf(version: string, options: V8FlagsOptions = {}): { flags: V8Flags; set: string[]; said: string[] } {
  const [set, said]: [string[], string[]] = [[], []]
  return {
    flags: new V8Flags({ version, options: [], set: flag => set.push(flag), say: line => said.push(line), ...options }),
    set,
    said,
  }
}

afterEach(() => vi.unstubAllEnvs())

describe('flags of V8', () => {
  it('are set in order and restored in the reverse one, also where the body throws', () => {
    const { flags, set } = flagsOf('14.6.202.34-node.34')
    flags.during('eager', () =>
      expect(set).toEqual(['--no-wasm-inlining', '--no-liftoff', '--no-wasm-lazy-compilation']),
    )
    expect(set.splice(0).slice(3)).toEqual(['--wasm-lazy-compilation', '--liftoff', '--wasm-inlining'])
    expect(() =>
      flags.during('eager', () => {
        throw new Error('x')
      }),
    ).toThrow('x')
    expect(set).toHaveLength(6)
  })

  it('that are kept are not restored by another purpose', () => {
    const { flags, set } = flagsOf('14.6.202.34-node.34')
    expect(flags.keep('wide')).toBe(true)
    expect(set.splice(0)).toEqual(['--experimental-wasm-revectorize', '--no-wasm-inlining'])
    flags.during('eager', () => {})
    expect(set.splice(0)).toEqual([
      '--no-liftoff',
      '--no-wasm-lazy-compilation',
      '--wasm-lazy-compilation',
      '--liftoff',
    ])
    flags.release('wide')
    expect(set).toEqual(['--wasm-inlining', '--no-experimental-wasm-revectorize'])
  })

  it('a purpose without flags sets none', () => {
    const { flags, set, said } = flagsOf('12.4.254.21-node.57')
    expect(flags.keep('wide')).toBe(false)
    expect([set, said]).toEqual([[], []])
  })

  it.each(['15.3.11.2-node.7', '11.8.172.17-node.20', '14.6.202.34-electron.0', '14.6.202.34-rusty', '12.4.254', ''])(
    'a version that was not tried, %s, gets none and says so once under DEBUG',
    version => {
      const { flags, set, said } = flagsOf(version)
      const use = (): void => {
        expect(flags.during('eager', () => 5)).toBe(5)
        expect(flags.keep('relaxed')).toBe(false)
        expect(flags.keep('wide')).toBe(false)
      }
      use()
      expect(said).toEqual([])
      vi.stubEnv('DEBUG', 'plan')
      use()
      use()
      expect(said).toEqual([expect.stringContaining(`V8 ${version} was not tried`)])
      expect(set).toEqual([])
    },
  )

  it.each([
    '--no-liftoff',
    '--noliftoff',
    '--no_wasm_tier_up',
    '--wasm-tier-up',
    '--liftoff-only',
    '--jitless',
    '--experimental-wasm-memory64',
  ])('none are set where Node was given %s', option => {
    const { flags, set, said } = flagsOf('14.6.202.34-node.34', { options: ['--import', 'tsx', option] })
    vi.stubEnv('DEBUG', 'plan')
    flags.during('eager', () => {})
    expect(set).toEqual([])
    expect(said).toEqual([`tf0 sets no V8 flags (${option} was given to Node): first runs of large plans take longer`])
  })

  it('in a worker thread only what stays set is: other threads of the process may be compiling', () => {
    const { flags, set, said } = flagsOf('11.3.244.8-node.38', { mainThread: false })
    vi.stubEnv('DEBUG', 'plan')
    expect(flags.during('eager', () => 5)).toBe(5)
    expect(flags.keep('wide')).toBe(false)
    expect(set).toEqual([])
    expect(flags.keep('relaxed')).toBe(true)
    expect(set).toEqual(['--experimental-wasm-relaxed-simd'])
    expect(said).toEqual(['tf0 sets no V8 flags (this is a worker thread): first runs of large plans take longer'])
  })

  it.each(['--disable-wasm-trap-handler', '--no-opt', '--max-old-space-size=100', '--no-warnings'])(
    '%s is no such option',
    option => {
      expect(flagsOf('14.6.202.34-node.34', { options: [option] }).flags.keep('wide')).toBe(true)
    },
  )
})

describe('on this version of V8', () => {
  const row = FLAGS_BY_V8.get(/^\d+\.\d+/.exec(process.versions.v8)?.[0] as string)
  const train = (flags: readonly string[]) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('./train_with_flags.ts', import.meta.url)), ...flags],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', TF0_EXECUTOR: 'compiled' },
        timeout: 60_000,
      },
    )
  const LOSSES = '23025.85 23025.26 23024.67\n'

  it('a training plan is compiled with the flags of its row', () => {
    expect(train([])).toMatchObject({ status: 0, stdout: LOSSES })
  })

  it('every flag of its row is known and changes something', () => {
    const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
    for (const flag of [row?.eager, row?.relaxed, row?.wide].flatMap(flags => flags ?? [])) {
      const name = flag.replace(/^--(no-)?/, '')
      const preset = new RegExp(`^ +--${name} .*\\n +type: bool +default: (--\\S+)`, 'm').exec(stdout)?.[1]
      expect(preset).toBe(flag.startsWith('--no-') ? `--${name}` : `--no-${name}`)
    }
  })

  // V8 14 and later: what the row has beyond these two is needed
  it.skipIf(!row?.eager?.includes('--no-wasm-inlining'))('the flags of Node 20 end the process', () => {
    const { status, stderr } = train(['--no-liftoff', '--no-wasm-lazy-compilation'])
    expect(status).not.toBe(0)
    expect(stderr).toContain('function_feedback != feedback.feedback_for_function.end()')
  })
})
