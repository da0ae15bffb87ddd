/** docs/ops.md: what each op takes and how it runs, found by asking the registry and by running the samples. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import '../../src/index.ts'
import { kernelOf } from '../../src/graph/kernel_of.ts'
import { type AttrDef, type OpDef, registeredOps } from '../../src/graph/op_def.ts'
import { compilePlan } from '../../src/kernels/wasm/plan_code.ts'
import type { DType } from '../../src/tensor/dtypes.ts'
import opNames from '../golden/op_names.json' with { type: 'json' }
import { knowingGraph, planParts, type SampleGraph, sampleGraph } from './op_laws.ts'
import type { Sample } from './sample.ts'

async function samplesByOp(): Promise<Map<string, Sample[]>> {
  const folder = new URL('./samples/', import.meta.url)
  const files = readdirSync(fileURLToPath(folder)).filter(file => file.endsWith('.ts'))
  const byOp = new Map<string, Sample[]>()
  for (const file of files.sort()) {
    const { samples = [] } = (await import(new URL(file, folder).href)) as { samples?: readonly Sample[] }
    for (const sample of samples) byOp.set(sample.op, [...(byOp.get(sample.op) ?? []), sample])
  }
  return byOp
}

const NUMBERS = 14
const REALS = 9
/** `T: float, double`; the sets that TensorFlow has names for by those names. */
function typesOf(attr: AttrDef): string {
  if (!attr.allowed) return `${attr.name}: any`
  const types = attr.allowed as readonly DType[]
  const text =
    types.length === NUMBERS
      ? 'all numbers'
      : types.length === REALS
        ? 'all real numbers'
        : types.map(type => type.cpp_name).join(', ')
  return `${attr.name}: ${text}`
}

/** Types whose plan steps are emitted WebAssembly, as the samples show. */
function compiledOf(def: OpDef, samples: readonly Sample[]): string {
  const { lower } = def.spec
  if (!kernelOf(def)) return ''
  if (lower?.kind === 'view') return 'view'
  if (lower?.kind === 'source') return 'source'
  if (lower?.kind === 'host' || lower?.kind === 'reference' || lower === undefined) return '–'
  if (samples.length === 0) return 'not sampled'
  const compiled = new Set(samples.filter(isEmitted).map(mainType))
  return compiled.size === 0 ? '–' : [...compiled].sort().join(', ')
}
/** The type that a sample is about: its first real or complex input's, else its result's. */
function mainType(sample: Sample): string {
  const real = sample.inputs.find(value => value.dtype.is_floating || value.dtype.is_complex)
  return (
    (real?.dtype ?? sampleGraph(sample).op.outputs[0]?.dtype.base_dtype ?? sample.inputs[0]?.dtype)?.cpp_name ?? 'any'
  )
}
/** Whether every step of the sample's plan is in its module, at least where what the kernel wants to know is constant. */
function isEmitted(sample: Sample): boolean {
  const knowing = knowingGraph(sample)
  return isEmittedGraph(sampleGraph(sample)) || (knowing !== undefined && isEmittedGraph(knowing))
}
function isEmittedGraph(graph: SampleGraph): boolean {
  const parts = planParts(graph)
  return parts.every(
    part => typeof part !== 'string' && compilePlan(part.steps.map(step => step.step ?? null)).taken.every(Boolean),
  )
}

function gradientOf({ spec }: OpDef): string {
  if (typeof spec.gradient === 'function') return 'yes'
  return spec.gradient === 'none' ? 'stops' : '–'
}

const coreNames = new Set(opNames)
const contribOps = (): OpDef[] =>
  [...registeredOps()].filter(def => !coreNames.has(def.name)).sort((a, b) => (a.name < b.name ? -1 : 1))

/** How many ops of TensorFlow 0.12.1, without its contrib libraries, are registered, how many of those run, and how many have a gradient. */
export function opCounts(): Readonly<Record<'core' | 'running' | 'differentiable', number>> {
  const core = [...registeredOps()].filter(def => coreNames.has(def.name))
  return {
    core: core.length,
    running: core.filter(def => kernelOf(def)).length,
    differentiable: core.filter(def => typeof def.spec.gradient === 'function').length,
  }
}

/** The page. */
export async function opsTable(): Promise<string> {
  const samples = await samplesByOp()
  const ops = [...registeredOps()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const rows = ops.map(def => {
    const types = [...def.attrs.values()].filter(attr => attr.kind === 'type' && !attr.isList).map(typesOf)
    const reference = kernelOf(def) ? 'yes' : 'not yet'
    return `| ${def.name} | ${types.join('; ')} | ${reference} | ${compiledOf(def, samples.get(def.name) ?? [])} | ${gradientOf(def)} |`
  })
  const { core, running, differentiable } = opCounts()
  const contrib = contribOps()
  const runningContrib = contrib.filter(def => kernelOf(def)).length
  return `# Ops

<!-- made by scripts/ops_table.ts; a test compares it -->

All ${core} ops of TensorFlow 0.12.1 are registered: graphs with them load, are checked, print and are written; ${running} of them run, and ${differentiable} of them have a gradient.
Of its contrib libraries ${contrib.length} ops are registered, of which ${runningContrib} run: ${contrib.map(def => def.name).join(', ')}.

- **types**: the type attributes and what they may be.
- **reference**: whether the op has a reference kernel, which takes every type that TensorFlow's CPU kernel takes. *not yet*: running it raises
  UnimplementedError.
- **compiled**: the types of samples for which the op's step in a plan is emitted WebAssembly, alone or joined with its neighbours; *view*: no step, the same
  buffer; *–*: the reference kernel runs; *not sampled*: it has a compiled kernel, but only old graphs hold the op.
- **gradient**: *yes*; *stops*: none, silently; *–*: \`tf.gradients\` raises LookupError, as TensorFlow does.

| op | types | reference | compiled | gradient |
|---|---|---|---|---|
${rows.join('\n')}
`
}
