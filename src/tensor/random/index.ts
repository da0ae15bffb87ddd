export {
  allDistribution,
  type CandidateDistribution,
  type CandidateSample,
  candidateBlocks,
  drawBelow32,
  logUniformDistribution,
  sampleCandidates,
  uniformDistribution,
} from './candidate_sampler.ts'
export { gamma, gammaBlocks } from './gamma.ts'
export { multinomial, multinomialBlocks } from './multinomial.ts'
export {
  type ParameterizedNormalValues,
  parameterizedNormal,
  parameterizedNormalBlocks,
} from './parameterized_normal.ts'
export { Philox, type PhiloxPosition, PhiloxState } from './philox.ts'
export {
  type FloatStorage,
  type NormalPrecision,
  sampleNormal,
  sampleTruncatedNormal,
  sampleUniform,
  sampleUniformInt,
} from './samplers.ts'
export { shuffleBlocks, shuffleOrder } from './shuffle.ts'
export { elementwiseBlocks, wordToFloat } from './uniform.ts'
export {
  AliasTable,
  type FixedUnigramOptions,
  fixedUnigramDistribution,
  learnedUnigramDistribution,
} from './unigram.ts'
