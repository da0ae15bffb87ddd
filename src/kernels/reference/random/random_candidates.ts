/** Kernels of the candidate samplers, which choose the negative classes of sampled losses. */
import { readFileSync } from 'node:fs'
import { checkInt32 } from '../../../errors/int32.ts'
import { invalidArgument } from '../../../errors/status.ts'
import { checkAllocation } from '../../../tensor/allocation.ts'
import { float32, int32, int64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import {
  allDistribution,
  type CandidateDistribution,
  candidateBlocks,
  fixedUnigramDistribution,
  learnedUnigramDistribution,
  logUniformDistribution,
  sampleCandidates,
  uniformDistribution,
} from '../../../tensor/random/index.ts'
import type { Kernel, KernelContext } from '../../kernel.ts'
import { newRandomState } from './random.ts'

const integer = (k: KernelContext, name: string): number => Number(k.attr(name))

/** A sampler whose distribution is made in the node's first run, and then kept with what it has learned. */
function sampler(makeDistribution: (k: KernelContext) => CandidateDistribution): Kernel {
  return k => {
    const classes = k.input(0)
    // the shape function takes them as they are
    for (const name of ['num_true', 'num_sampled']) checkInt32(name, integer(k, name))
    if (classes.shape.length !== 2) throw invalidArgument('true_classes must be a matrix')
    if (classes.shape[1] !== integer(k, 'num_true')) throw invalidArgument('true_classes must have num_true columns')
    const count = integer(k, 'num_sampled')
    checkAllocation([count], int64)
    const unique = k.attr('unique') === true
    const kept = k.state(() => ({ distribution: makeDistribution(k), stream: newRandomState(k) }))
    // TensorFlow's process ends here; there is no message to repeat.
    if (unique && count > kept.distribution.range) throw invalidArgument("Sampler's range is too small.")
    const trueClasses = Array.from(classes.data as BigInt64Array, Number)
    const sample = sampleCandidates(
      kept.stream.reserve(candidateBlocks(count)),
      kept.distribution,
      count,
      unique,
      trueClasses,
    )
    return [
      new NDArray(
        int64,
        [count],
        BigInt64Array.from(sample.sampled, value => BigInt(value)),
      ),
      new NDArray(float32, classes.shape, sample.trueExpected),
      new NDArray(float32, [count], sample.sampledExpected),
    ]
  }
}

/** The weights of a vocabulary file: the last field of each comma-separated line. */
function vocabularyWeights(path: string): number[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => {
    const weight = Number(line.split(',').at(-1) || Number.NaN)
    if (Number.isNaN(weight)) throw invalidArgument(`Wrong vocabulary format at line: ${line}`)
    return weight
  })
}

function fixedUnigram(k: KernelContext): CandidateDistribution {
  const file = k.attr('vocab_file')
  const path = file instanceof Uint8Array ? Buffer.from(file).toString() : String(file ?? '')
  const unigrams = (k.attr('unigrams') ?? []) as readonly number[]
  if (path === '' && unigrams.length === 0) throw invalidArgument('Must provide either vocab_file or unigrams.')
  if (path !== '' && unigrams.length > 0) throw invalidArgument('Must only provide one of vocab_file and unigrams.')
  return fixedUnigramDistribution(integer(k, 'range_max'), path === '' ? unigrams : vocabularyWeights(path), {
    distortion: Number(k.attr('distortion')),
    // as an integer of 32 bits, and negative ones are none
    num_reserved_ids: Math.max(0, integer(k, 'num_reserved_ids') | 0),
    num_shards: integer(k, 'num_shards'),
    shard: integer(k, 'shard'),
  })
}

/** Where sampled candidates equal true classes: row of the true class, position of the candidate, and a weight that rules it out. */
const accidentalHits: Kernel = k => {
  const classes = k.input(0)
  const sampled = k.input(1)
  const columns = integer(k, 'num_true')
  if (classes.shape.length !== 2 || classes.shape[1] !== columns)
    throw invalidArgument('true_candidates must be a batch_size * num_true matrix')
  if (sampled.shape.length !== 1)
    throw invalidArgument('sampled_candidates must be a vector, which is typically an output from CandidateSampler')
  // Later positions of a repeated candidate replace earlier ones.
  const positions = new Map<bigint, number>()
  ;(sampled.data as BigInt64Array).forEach((value, i) => positions.set(value, i))
  const rows: number[] = []
  const hits: bigint[] = []
  ;(classes.data as BigInt64Array).forEach((value, i) => {
    const at = positions.get(value)
    if (at === undefined) return
    rows.push(Math.floor(i / columns))
    hits.push(BigInt(at))
  })
  // -FLT_MAX, added to a logit, leaves it no chance.
  const weights = new Float32Array(rows.length).fill(-3.4028234663852886e38)
  return [
    new NDArray(int32, [rows.length], Int32Array.from(rows)),
    new NDArray(int64, [hits.length], BigInt64Array.from(hits)),
    new NDArray(float32, [weights.length], weights),
  ]
}

const range = (k: KernelContext): number => integer(k, 'range_max')

/** Reference kernels of the candidate samplers, by op. */
export const CANDIDATE_KERNELS = {
  UniformCandidateSampler: sampler(k => uniformDistribution(range(k))),
  LogUniformCandidateSampler: sampler(k => logUniformDistribution(range(k))),
  LearnedUnigramCandidateSampler: sampler(k => learnedUnigramDistribution(range(k))),
  ThreadUnsafeUnigramCandidateSampler: sampler(k => learnedUnigramDistribution(range(k))),
  FixedUnigramCandidateSampler: sampler(fixedUnigram),
  AllCandidateSampler: sampler(k => allDistribution(integer(k, 'num_sampled'))),
  ComputeAccidentalHits: accidentalHits,
} as const satisfies Readonly<Record<string, Kernel>>
