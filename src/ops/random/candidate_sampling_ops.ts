/** Samplers of candidate classes, for losses over many classes (ops/candidate_sampling_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { get_seed } from '../../graph/seeds.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { CANDIDATE_KERNELS } from '../../kernels/reference/random/random_candidates.ts'

const SEEDS = ['seed: int64 = 0', 'seed2: int64 = 0'] as const
const COUNTS = ['num_true: int >= 1', 'num_sampled: int >= 1', 'unique: bool'] as const

const sampler = (name: keyof typeof CANDIDATE_KERNELS, attrs: readonly string[]): OpSpec => ({
  inputs: ['true_classes: int64'],
  outputs: ['sampled_candidates: int64', 'true_expected_count: float', 'sampled_expected_count: float'],
  attrs: [...COUNTS, ...attrs, ...SEEDS],
  infer: c => {
    const classes = c.withRank(c.input(0), 2)
    const sampled = c.vector(c.attr('num_sampled') as number)
    return [sampled, [classes[0] as number | null, c.attr('num_true') as number], sampled]
  },
  gradient: 'none',
  kernel: CANDIDATE_KERNELS[name],
  lower: { kind: 'reference' },
})
const RANGE = ['range_max: int >= 1'] as const
const VOCABULARY = [
  "vocab_file: string = ''",
  'distortion: float = 1',
  'num_reserved_ids: int = 0',
  'num_shards: int >= 1 = 1',
  'shard: int >= 0 = 0',
  'unigrams: list(float) = []',
] as const

export const UniformCandidateSampler = defineOp('UniformCandidateSampler', sampler('UniformCandidateSampler', RANGE))
export const LogUniformCandidateSampler = defineOp(
  'LogUniformCandidateSampler',
  sampler('LogUniformCandidateSampler', RANGE),
)
export const LearnedUnigramCandidateSampler = defineOp(
  'LearnedUnigramCandidateSampler',
  sampler('LearnedUnigramCandidateSampler', RANGE),
)
export const ThreadUnsafeUnigramCandidateSampler = defineOp(
  'ThreadUnsafeUnigramCandidateSampler',
  sampler('ThreadUnsafeUnigramCandidateSampler', RANGE),
)
export const FixedUnigramCandidateSampler = defineOp('FixedUnigramCandidateSampler', {
  ...sampler('FixedUnigramCandidateSampler', [...RANGE, ...VOCABULARY]),
  hostAccess: { to: 'files', where: 'vocab_file' },
})
export const AllCandidateSampler = defineOp('AllCandidateSampler', sampler('AllCandidateSampler', []))

export const ComputeAccidentalHits = defineOp('ComputeAccidentalHits', {
  inputs: ['true_classes: int64', 'sampled_candidates: int64'],
  outputs: ['indices: int32', 'ids: int64', 'weights: float'],
  attrs: ['num_true: int', ...SEEDS],
  infer: c => {
    const classes = c.withRank(c.input(0), 2)
    c.withValue(classes[1] as number | null, c.attr('num_true'))
    return [[null], [null], [null]]
  },
  gradient: 'none',
  kernel: CANDIDATE_KERNELS.ComputeAccidentalHits,
  lower: { kind: 'host' },
})

// --- functions

/** The sampled classes [num_sampled], and how often true and sampled classes are expected among them. */
export type Candidates = [sampled_candidates: Tensor, true_expected_count: Tensor, sampled_expected_count: Tensor]

interface SamplerArgs {
  true_classes: TensorLike
  num_true: number
  num_sampled: number
  unique: boolean
  seed: number | null
  name: Name
}
interface RangeArgs extends SamplerArgs {
  range_max: number
}
interface UnigramArgs extends RangeArgs {
  vocab_file: string
  distortion: number
  num_reserved_ids: number
  num_shards: number
  shard: number
  unigrams: readonly number[]
}
const sample =
  <A extends SamplerArgs>(def: OpDef) =>
  ({ seed: given, name, ...args }: A): Candidates => {
    const [seed, seed2] = get_seed(given)
    return applyOp(def, { ...args, seed, seed2 }, name).outputs as unknown as Candidates
  }

/** Classes drawn from [0, range_max), all equally probable. `true_classes`: int64 [batch, num_true]. */
export const uniform_candidate_sampler = pyfunction(
  'uniform_candidate_sampler(true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None)',
  sample<RangeArgs>(UniformCandidateSampler),
)
/** Classes drawn by an approximately log-uniform (Zipfian) distribution: low numbers are frequent. */
export const log_uniform_candidate_sampler = pyfunction(
  'log_uniform_candidate_sampler(true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None)',
  sample<RangeArgs>(LogUniformCandidateSampler),
)
/** Classes drawn by the distribution of the true classes seen so far. */
export const learned_unigram_candidate_sampler = pyfunction(
  'learned_unigram_candidate_sampler(true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None)',
  sample<RangeArgs>(LearnedUnigramCandidateSampler),
)
/** Classes drawn by given weights: `unigrams`, or the last field of each line of `vocab_file`, to the power of `distortion`. */
export const fixed_unigram_candidate_sampler = pyfunction(
  "fixed_unigram_candidate_sampler(true_classes, num_true, num_sampled, unique, range_max, vocab_file='', distortion=1.0, num_reserved_ids=0, num_shards=1, shard=0, unigrams=(), seed=None, name=None)",
  sample<UnigramArgs>(FixedUnigramCandidateSampler),
)
/** All classes. */
export const all_candidate_sampler = pyfunction(
  'all_candidate_sampler(true_classes, num_true, num_sampled, unique, seed=None, name=None)',
  sample<SamplerArgs>(AllCandidateSampler),
)

interface HitsArgs {
  true_classes: TensorLike
  sampled_candidates: TensorLike
  num_true: number
  seed: number | null
  name: Name
}
/** Where sampled classes are true ones: rows, positions among the candidates, and weights (−3.4e38) that rule them out. */
export const compute_accidental_hits = pyfunction(
  'compute_accidental_hits(true_classes, sampled_candidates, num_true, seed=None, name=None)',
  ({ seed: given, name, ...args }: HitsArgs): [indices: Tensor, ids: Tensor, weights: Tensor] => {
    const [seed, seed2] = get_seed(given)
    return applyOp(ComputeAccidentalHits, { ...args, seed, seed2 }, name).outputs as unknown as [Tensor, Tensor, Tensor]
  },
)
