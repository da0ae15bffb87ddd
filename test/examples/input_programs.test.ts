/** The examples that read records and pictures by queues, and the quantized one, shortened. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accuracy, save_pictures, train as trainOnFolder } from '../../examples/image_folder.ts'
import { evaluate, train as trainOnRecords, write_records } from '../../examples/mnist_records.ts'
import { compare } from '../../examples/quantized_mnist.ts'
import * as tf from '../../src/index.ts'
import { inFolder } from '../train/checkpoint_files.ts'

const mnist = () => tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')

test('MNIST as records, trained under a Supervisor, stopped and gone on', () => {
  inFolder(folder => {
    const { validation, test: tests } = mnist()
    const records = `${folder}/records`
    write_records(records, validation)
    expect([...tf.python_io.tf_record_iterator(records)]).toHaveLength(5000)
    const stopped = trainOnRecords(folder, [records], { last_step: 20 })
    expect(stopped).toMatchObject({ began: 0, steps: 20 })
    // the end of the input ends the training: two times 5000 images in batches of 100
    const ended = trainOnRecords(folder, [records])
    expect(ended).toMatchObject({ began: 20, steps: 120 })
    expect(ended.loss).toBeLessThan(stopped.loss)
    expect(evaluate(folder, tests)).toBeGreaterThan(0.84)
  })
})

test('a folder of pictures', () => {
  inFolder(folder => {
    save_pictures(folder, mnist().train, 600)
    expect(readdirSync(folder)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    const model = trainOnFolder(folder, 3)
    expect(model.losses).toHaveLength(18)
    expect(model.losses[0]).toBeCloseTo(Math.log(10), 5)
    expect(model.losses.at(-1)).toBeLessThan(1)
    expect(accuracy(folder, model)).toBeGreaterThan(0.65)
  })
})

test('a network in eight bits beside its original', () => {
  const { accuracy, quantized_accuracy, agreement, bytes, quantized_bytes } = compare(200, 1000)
  expect(accuracy).toBeGreaterThan(0.85)
  expect(Math.abs(quantized_accuracy - accuracy)).toBeLessThan(0.01)
  expect(agreement).toBeGreaterThan(0.98)
  expect(quantized_bytes).toBeLessThan(0.3 * bytes)
})
