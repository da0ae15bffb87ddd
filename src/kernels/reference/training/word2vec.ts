/** Batches of words and their neighbours, and training on them by negative sampling (core/kernels/word2vec_kernels.cc of 0.12). */
import { readFileSync } from 'node:fs'
import { invalidArgument, notFound } from '../../../errors/status.ts'
import { AliasTable, drawBelow32, Philox, PhiloxState, wordToFloat } from '../../../tensor/random/index.ts'

const { fround } = Math

/** Words that are looked at together. */
const SENTENCE = 1000
/** Examples that are made at a time. */
const AHEAD = 3000

export interface CorpusOptions {
  readonly window: number
  readonly minCount: number
  readonly subsample: number
}

/** A text as numbers of words, the most frequent first; 0 stands for rare ones. Words of the same frequency are in the order of their first use. */
export class Corpus {
  readonly words: readonly string[]
  readonly frequencies: Int32Array<ArrayBuffer>
  readonly text: Int32Array

  constructor(path: string, { window, minCount }: CorpusOptions) {
    const words = wordsOf(path)
    if (words.length < window * 10)
      throw invalidArgument(`The text file ${path} contains too little data: ${words.length} words`)
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    const frequent = [...counts].filter(([, count]) => count >= minCount).sort(([, a], [, b]) => b - a)
    const counted = frequent.reduce((sum, [, count]) => sum + count, 0)
    this.words = ['UNK', ...frequent.map(([word]) => word)]
    this.frequencies = Int32Array.from([words.length - counted, ...frequent.map(([, count]) => count)])
    const numbers = new Map(frequent.map(([word], i) => [word, i + 1]))
    this.text = Int32Array.from(words, word => numbers.get(word) ?? 0)
  }
}

function wordsOf(path: string): string[] {
  try {
    return readFileSync(path)
      .toString('latin1')
      .split(/[ \t\n\v\f\r]+/)
      .filter(word => word !== '')
  } catch {
    throw notFound(path)
  }
}

export interface SkipgramBatch {
  readonly examples: Int32Array<ArrayBuffer>
  readonly labels: Int32Array<ArrayBuffer>
}

/** Pairs of words that stand near one another, one sentence after the other, without end. */
export class SkipgramReader {
  readonly corpus: Corpus
  readonly #options: CorpusOptions
  readonly #random = Philox.fromSeeds(0, 0)
  readonly #sentence = new Int32Array(SENTENCE)
  readonly #ahead: [example: number, label: number][] = []
  #taken = 0
  #place: number
  #word = SENTENCE
  #label: number
  #end: number
  epoch = -1
  processed = 0n

  constructor(path: string, options: CorpusOptions) {
    this.corpus = new Corpus(path, options)
    this.#options = options
    const size = this.corpus.text.length
    this.#place = size
    this.#label = size
    this.#end = size
    this.#fill()
  }
  #fill(): void {
    for (let i = 0; i < AHEAD; i++) this.#ahead[i] = this.#next()
    this.#taken = 0
  }
  /** The next words of the text, some of the frequent ones left out. */
  #read(): void {
    const { text, frequencies } = this.corpus
    const expected = fround(fround(this.#options.subsample) * text.length)
    for (let i = 0; i < SENTENCE; this.#place++) {
      if (this.#place >= text.length) {
        this.epoch++
        this.#place = 0
      }
      const word = text[this.#place] as number
      if (this.#options.subsample > 0) {
        const frequency = frequencies[word] as number
        const kept = fround(fround(fround(fround(Math.sqrt(fround(frequency / expected))) + 1) * expected) / frequency)
        if (wordToFloat(this.#random.word()) > kept) continue
      }
      this.#sentence[i++] = word
    }
  }
  #next(): [example: number, label: number] {
    for (;;) {
      if (this.#label >= this.#end) {
        this.processed++
        this.#word++
        if (this.#word >= SENTENCE) {
          this.#word = 0
          this.#read()
        }
        const skip = 1 + drawBelow32(this.#random, this.#options.window)
        this.#label = Math.max(0, this.#word - skip)
        this.#end = Math.min(SENTENCE, this.#word + skip + 1)
      }
      if (this.#word !== this.#label) break
      this.#label++
    }
    return [this.#sentence[this.#word] as number, this.#sentence[this.#label++] as number]
  }
  take(count: number): SkipgramBatch {
    const examples = new Int32Array(count)
    const labels = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      ;[examples[i], labels[i]] = this.#ahead[this.#taken++] as [number, number]
      if (this.#taken >= AHEAD) this.#fill()
    }
    return { examples, labels }
  }
}

/** Draws negative samples, and trains two embeddings in place with them. */
export class NegativeTrainer {
  readonly #table: AliasTable
  readonly #samples: number
  /** Not seeded: other words are drawn in each session. */
  readonly #random = new PhiloxState(0, 0)
  readonly words: number

  constructor(counts: readonly number[], samples: number) {
    this.words = counts.length
    this.#table = new AliasTable(counts.map(count => fround(count ** 0.75)))
    this.#samples = samples
  }
  train(
    input: Float32Array,
    output: Float32Array,
    width: number,
    examples: Int32Array,
    labels: Int32Array,
    rate: number,
  ): void {
    // twice as much as is needed, in blocks of four
    const random = this.#random.reserve(Math.ceil((examples.length * this.#samples * 8) / 4))
    const change = new Float32Array(width)
    for (const [i, example] of examples.entries()) {
      const label = labels[i] as number
      const own = input.subarray(example * width, (example + 1) * width)
      change.fill(0)
      const learn = (word: number, positive: boolean): void => {
        const other = output.subarray(word * width, (word + 1) * width)
        let dot = 0
        for (let d = 0; d < width; d++) dot += (own[d] as number) * (other[d] as number)
        const g = positive ? 1 / (Math.exp(dot) + 1) : -1 / (Math.exp(-dot) + 1)
        const step = fround(fround(g) * rate)
        for (let d = 0; d < width; d++) {
          change[d] = (change[d] as number) + (other[d] as number) * step
          other[d] = (other[d] as number) + (own[d] as number) * step
        }
      }
      learn(label, true)
      for (let j = 0; j < this.#samples; j++) {
        const sample = this.#table.sample(random)
        if (sample !== label) learn(sample, false)
      }
      for (let d = 0; d < width; d++) own[d] = (own[d] as number) + (change[d] as number)
    }
  }
}
