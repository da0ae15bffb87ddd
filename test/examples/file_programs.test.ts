/** The examples that write and read files. */
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { trainWithSummaries } from '../../examples/mnist_summaries.ts'
import { serve, trainAndSave } from '../../examples/serve_mnist.ts'
import { transfer } from '../../examples/transfer_mnist.ts'
import * as tf from '../../src/index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-examples-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('summaries of a training', () => {
  expect(trainWithSummaries(join(folder, 'logs'), 100)).toBeGreaterThan(0.85)
  const events = (part: string): tf.Event[] => {
    const [name] = readdirSync(join(folder, 'logs', part))
    return [...tf.train.summary_iterator(join(folder, 'logs', part, name as string))]
  }
  const train = events('train')
  expect(train.slice(0, 3).map(event => event.WhichOneof('what'))).toEqual([
    'file_version',
    'graph_def',
    'meta_graph_def',
  ])
  const summaries = train.filter(event => event.HasField('summary'))
  expect(summaries.map(event => event.step)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
  const tags = Array.from(summaries[0]!.summary.value, value => value.tag)
  expect(tags).toContain('cross_entropy')
  expect(tags).toContain('layer/weights')
  expect(tags.filter(tag => tag.startsWith('layer/digits/image/')).length).toBe(10)
  const losses = summaries.map(event => event.summary.value.find(value => value.tag === 'cross_entropy')!.simple_value)
  expect(losses[0]).toBeCloseTo(Math.log(10), 5)
  expect(losses.at(-1)).toBeLessThan(0.7)
  expect(train.filter(event => event.HasField('tagged_run_metadata')).map(event => event.step)).toEqual([99])
  expect(events('test').map(event => event.step)).toEqual([0, 49, 99])
})

test('a frozen network helps with another question', () => {
  const { nodes, bytes, on_features, on_pixels } = transfer(join(folder, 'digits.pb'), 40)
  expect(nodes).toContain('hidden/W')
  expect(nodes).not.toContain('labels')
  expect(bytes).toBeGreaterThan(784 * 64 * 4)
  expect(on_features).toBeGreaterThan(0.85)
  expect(on_features).toBeGreaterThan(on_pixels + 0.05)
})

test('MNIST is served over HTTP, to many at once', async () => {
  const model = join(folder, 'model', '1')
  trainAndSave(model, 100)
  expect(existsSync(join(model, 'variables', 'variables.index'))).toBe(true)
  const service = await serve(model, 0)
  const at = `http://127.0.0.1:${service.port}/v1/models/mnist`
  const post = async (body: string): Promise<[status: number, answer: Record<string, unknown>]> => {
    const response = await fetch(`${at}:predict`, { method: 'POST', body })
    return [response.status, (await response.json()) as Record<string, unknown>]
  }
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  const [images, labels] = [mnist.test.images, mnist.test.labels]
  const ask = async (from: number): Promise<number> => {
    const instances = Array.from({ length: 10 }, (_, i) => images.at(from + i).tolist())
    const [status, answer] = await post(JSON.stringify({ instances }))
    expect(status).toBe(200)
    const predictions = answer['predictions'] as { digit: number; scores: number[] }[]
    for (const { scores } of predictions) expect(scores.reduce((a, b) => a + b)).toBeCloseTo(1, 4)
    return predictions.filter(({ digit }, i) => digit === Number(labels.at(from + i))).length
  }
  const right = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(10 * i)))
  expect(right.reduce((a, b) => a + b)).toBeGreaterThan(160)

  expect((await fetch(at)).status).toBe(200)
  expect((await fetch(`${at}:predict`)).status).toBe(405)
  expect((await fetch(`${at}:explain`, { method: 'POST' })).status).toBe(404)
  for (const [body, status, error] of [
    ['{', 400, /^the request is no JSON/],
    ['{}', 400, /"instances"/],
    ['{"instances": [[1, 2]]}', 400, /^instance 0 must be a list of 784 numbers$/],
    [`{"instances": [[${'"a",'.repeat(783)}"a"]]}`, 400, /784 numbers/],
    [' '.repeat(2 ** 20 + 1), 413, /bytes/],
  ] as const) {
    const [got, answer] = await post(body)
    expect(got).toBe(status)
    expect(answer['error']).toMatch(error)
  }
  // what is under way at the end is answered: here the service has a request's head when it is closed, and gets its body afterwards
  const last = request(`${at}:predict`, { method: 'POST', headers: { expect: '100-continue' } })
  const answered = once(last, 'response') as Promise<[IncomingMessage]>
  last.flushHeaders()
  await once(last, 'continue')
  const closed = service.close()
  last.end(JSON.stringify({ instances: [images.at(0).tolist()] }))
  const [response] = await answered
  expect(response.statusCode).toBe(200)
  expect(JSON.parse(await text(response))).toEqual({ predictions: [expect.objectContaining({ digit: 7 })] })
  await closed
  await expect(fetch(at)).rejects.toThrow()
})
