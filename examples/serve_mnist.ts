/**
 * MNIST over HTTP: trains softmax regression, saves it as a SavedModel, loads that in a session of its own and serves it.
 *
 *     npx tsx examples/serve_mnist.ts [folder of a SavedModel]       # trains one where there is none; Ctrl-C ends it
 *     curl localhost:8501/v1/models/mnist:predict -d '{"instances": [[0, 0, … 784 numbers]]}'
 *
 * Requests and answers are JSON, as TensorFlow Serving has them. Requests run beside each other; at the end those that are under way are
 * answered before the session is closed.
 */
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const PIXELS = 784
/** Bytes of a request: some hundred images. */
const MOST_BYTES = 2 ** 20
const { builder, loader, signature_constants, signature_def_utils, tag_constants, utils } = tf.saved_model

/** Trains for `steps` steps and writes a SavedModel to the new folder `export_dir`. */
export function trainAndSave(export_dir: string, steps = 300): void {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
  new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null, PIXELS], { name: 'images' })
    const labels = tf.placeholder(tf.float32, [null, 10])
    const W = new tf.Variable(tf.zeros([PIXELS, 10]), { name: 'W' })
    const b = new tf.Variable(tf.zeros([10]), { name: 'b' })
    const logits = tf.matmul(x, W).add(b)
    const scores = tf.nn.softmax(logits, { name: 'scores' })
    const loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, labels))
    const train_step = new tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    using sess = tf.with(new tf.Session())
    sess.run(tf.global_variables_initializer())
    for (let step = 0; step < steps; step++) {
      const [images, digits] = mnist.train.next_batch(100)
      const feed_dict = [
        [x, images],
        [labels, digits],
      ]
      sess.run(train_step, { feed_dict })
    }
    const signature = signature_def_utils.build_signature_def(
      { images: utils.build_tensor_info(x) },
      { scores: utils.build_tensor_info(scores) },
      signature_constants.PREDICT_METHOD_NAME,
    )
    const model = new builder.SavedModelBuilder(export_dir)
    model.add_meta_graph_and_variables(sess, [tag_constants.SERVING], {
      signature_def_map: new Map([[signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY, signature]]),
    })
    model.save()
  })
}

/** What a client sent that it should not have sent. */
class BadRequest {
  readonly status: number
  readonly message: string
  constructor(status: number, message: string) {
    this.status = status
    this.message = message
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MOST_BYTES) throw new BadRequest(413, `a request may have ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}
function instancesOf(text: string): number[][] {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new BadRequest(400, `the request is no JSON: ${(error as Error).message}`)
  }
  const instances = (body as { instances?: unknown } | null)?.instances
  if (!Array.isArray(instances) || instances.length === 0)
    throw new BadRequest(400, 'the request must have a list of "instances"')
  for (const [i, image] of instances.entries())
    if (!Array.isArray(image) || image.length !== PIXELS || !image.every(pixel => typeof pixel === 'number'))
      throw new BadRequest(400, `instance ${i} must be a list of ${PIXELS} numbers`)
  return instances
}

export interface Service {
  readonly port: number
  /** Takes no more requests, answers those that are under way, and closes the session. */
  close(): Promise<void>
}

/** Serves the SavedModel in `export_dir`; port 0 is any that is free. */
export async function serve(export_dir: string, port = 8501): Promise<Service> {
  const graph = new tf.Graph()
  const sess = new tf.Session({ graph })
  const meta = loader.load(sess, [tag_constants.SERVING], export_dir)
  const signature = meta.signature_def[signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY]
  if (!signature) throw new tf.KeyError(signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY)
  const [images, scores] = [signature.inputs['images'], signature.outputs['scores']].map(info =>
    graph.get_tensor_by_name(info?.name ?? ''),
  ) as [tf.Tensor, tf.Tensor]

  const answer = async (request: IncomingMessage): Promise<object> => {
    if (request.url === '/v1/models/mnist' && request.method === 'GET')
      return { model_version_status: [{ state: 'AVAILABLE' }] }
    if (request.url !== '/v1/models/mnist:predict') throw new BadRequest(404, `there is no ${request.url}`)
    if (request.method !== 'POST') throw new BadRequest(405, 'predictions are asked for by POST')
    const instances = instancesOf(await bodyOf(request))
    const found = await sess.run_async(scores, { feed_dict: [[images, instances]] })
    const predictions = (found.tolist() as number[][]).map(row => ({
      digit: row.indexOf(Math.max(...row)),
      scores: row,
    }))
    return { predictions }
  }
  const server = createServer((request, response) => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(`${JSON.stringify(body)}\n`)
    }
    answer(request).then(
      body => send(200, body),
      (error: unknown) => {
        if (error instanceof BadRequest) send(error.status, { error: error.message })
        else send(500, { error: String(error) })
      },
    )
  })
  await listening(server, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          sess.close()
          resolve()
        })
      }),
  }
}
const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => resolve())
  })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? 'mnist_model/1'
  if (!existsSync(folder)) trainAndSave(folder)
  const service = await serve(folder)
  console.log(`serving ${folder} at http://localhost:${service.port}/v1/models/mnist:predict`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.close())
}
