/** The larger examples, shortened, against TensorFlow 0.12.1's record of the same programs (golden/generators/example_programs.py). */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import * as deep from '../../examples/deep_mnist.ts'
import * as gan from '../../examples/gan_mnist.ts'
import * as lenet from '../../examples/lenet_mnist.ts'
import { coloured, mandelbrot } from '../../examples/mandelbrot.ts'
import { digits, shaded, write_ppm } from '../../examples/support/pictures.ts'
import * as vae from '../../examples/vae_mnist.ts'
import * as tf from '../../src/index.ts'
import golden from '../golden/example_programs.json' with { type: 'json' }

afterEach(() => tf.reset_default_graph())

/** Each number within `tolerance` of what is expected, relative to it. */
function expectNear(got: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(got).toHaveLength(expected.length)
  for (const [i, value] of expected.entries())
    if (!(Math.abs((got[i] as number) - value) <= tolerance * Math.abs(value)))
      expect(got[i], `number ${i}`).toBe(value)
}

function inFolder(body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-'))
  try {
    body(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('deep MNIST: the first steps are those of TensorFlow', () => {
  const steps = golden.deep_mnist.losses.length
  const lines: string[] = []
  const { losses, train_accuracies, test_accuracy } = deep.train(steps, {
    every: 1,
    test_images: 50,
    tell: line => lines.push(line),
  })
  expectNear(losses, golden.deep_mnist.losses, 1e-3)
  expectNear(train_accuracies, golden.deep_mnist.accuracies, 1e-6)
  expect(test_accuracy * 50).toBeCloseTo(Math.round(test_accuracy * 50), 6)
  expect(lines[0]).toBe('step 0: loss 4.8823, training accuracy 0.06')
})

test('LeNet: the first steps are those of TensorFlow', () => {
  const steps = golden.lenet_mnist.losses.length
  const { reports, test_error } = lenet.train({ steps, every: 1, validation_images: 64, test_images: 64 })
  const { losses, learning_rates, minibatch_errors } = golden.lenet_mnist
  expectNear(
    reports.map(report => report.loss),
    losses,
    1e-3,
  )
  expectNear(
    reports.map(report => report.learning_rate),
    learning_rates,
    1e-7,
  )
  expectNear(
    reports.map(report => report.minibatch_error),
    minibatch_errors,
    1e-7,
  )
  expect(reports.map(report => report.step)).toEqual([0, 1, 2, 3])
  expect(test_error).toBeLessThan(100)
})

test('Mandelbrot: the counts are those of TensorFlow', () => {
  const { width, height, steps, counts } = golden.mandelbrot
  const got = mandelbrot(width, height, steps)
  expect(got.shape).toEqual([height, width])
  expect(Array.from(got.data as Float32Array)).toEqual(counts)
})

test('Mandelbrot: pictures', () => {
  const counts = mandelbrot(30, 26, 50)
  const image = coloured(counts)
  expect([image.dtype.name, image.shape]).toEqual(['uint8', [26, 30, 3]])
  // the origin stays for ever, the corner leaves after one step
  expect(image.at(13, 20).tolist()).toEqual([0, 0, 0])
  const angle = (2 * Math.PI) / 20
  expect(image.at(0, 0).tolist()).toEqual(
    [30 + 20 * Math.cos(angle), 80 + 50 * Math.sin(angle), 155 - 80 * Math.cos(angle)].map(Math.floor),
  )
  inFolder(folder => {
    write_ppm(join(folder, 'set.ppm'), image)
    const bytes = readFileSync(join(folder, 'set.ppm'))
    expect(bytes.subarray(0, 13).toString()).toBe('P6\n30 26\n255\n')
    expect(bytes.subarray(13)).toEqual(image.to_bytes())
  })
  expect(shaded(tf.np.array([0, 1, 0, 1, 0, 0, 2, -1], tf.float32).reshape(4, 2) as tf.NDArray)).toEqual([' @', '@ '])
})

test('Mandelbrot: the program draws the set and writes a picture', () => {
  inFolder(folder => {
    const path = join(folder, 'small.ppm')
    const said = execFileSync(process.execPath, ['--import', 'tsx', 'examples/mandelbrot.ts', path, '60'], {
      encoding: 'utf8',
    }).split('\n')
    expect(said.slice(0, 32).every(line => /^[ .:=+*#%@-]{75}$/.test(line))).toBe(true)
    expect(said[32]).toMatch(/^200 steps of 60 × 52 points: [\d.]+ ms each$/)
    expect(said[33]).toBe(`written to ${path}`)
    expect(readFileSync(path).length).toBe('P6\n60 52\n255\n'.length + 60 * 52 * 3)
  })
})

test('the autoencoder: 60 steps are those of TensorFlow, and it learns', () => {
  const lines: string[] = []
  const { losses, test_losses, samples } = vae.train(1, { batches: 60, samples: 3, tell: line => lines.push(line) })
  expectNear(losses, golden.vae_mnist, 2e-3)
  expect(test_losses[0]).toBeLessThan(220)
  expect(samples.shape).toEqual([3, 784])
  expect(lines[0]).toMatch(/^epoch 1: loss 2\d\d\.\d\d, test loss \d+\.\d\d, /)
  expect(digits(samples, 3).split('\n')).toHaveLength(14)
})

test('the adversarial networks: 40 turns are those of TensorFlow', () => {
  const { losses, forged } = gan.train(40)
  expectNear(losses.flat(), golden.gan_mnist.flat(), 0.02)
  expectNear(losses.slice(0, 10).flat(), golden.gan_mnist.slice(0, 10).flat(), 1e-3)
  expect(forged.shape).toEqual([16, 784])
})
