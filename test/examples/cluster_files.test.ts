/** The Compose file and the Kubernetes manifests of the cluster: their schemas, and that their parts fit together. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { Compose, Manifest } from './cluster_schemas.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'examples/distributed_mnist')
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8')

type Jobs = Readonly<Record<string, readonly string[]>>
/** What clients are told about the cluster, against what its servers are told. */
function expectClients(clients: readonly (readonly string[])[], jobs: Jobs): void {
  expect(clients).toHaveLength(jobs['worker']?.length as number)
  for (const [i, args] of clients.entries()) {
    expect(args).toContain(`--master=grpc://${jobs['worker']?.[i]}`)
    expect(args).toContain(`--task_index=${i}`)
    expect(args).toContain(`--ps_hosts=${jobs['ps']?.join(',')}`)
    expect(args).toContain(`--worker_hosts=${jobs['worker']?.join(',')}`)
  }
}

test('the Compose file', () => {
  const { services, networks, volumes } = Compose.parse(parse(read('compose.yaml'), { merge: true }))
  const servers = Object.entries(services).filter(([, { environment }]) => environment?.['TF_JOB'])
  const jobs = JSON.parse(servers[0]?.[1].environment?.['TF_CLUSTER'] as string) as Jobs
  const tasks = Object.entries(jobs).flatMap(([job, addresses]) =>
    addresses.map((address, i) => [address, job, `${i}`]),
  )
  expect(
    servers.map(([name, { environment }]) => [`${name}:2222`, environment?.['TF_JOB'], environment?.['TF_TASK']]),
  ).toEqual(tasks)
  for (const [name, service] of Object.entries(services)) {
    for (const network of service.networks) expect(networks).toHaveProperty(network)
    for (const other of service.depends_on ?? []) expect(services).toHaveProperty(other)
    for (const mount of service.volumes) {
      const [source = ''] = mount.split(':')
      expect(source.startsWith('.') ? existsSync(join(FOLDER, source)) : source in volumes, `${name}: ${source}`).toBe(
        true,
      )
    }
    if (service.build) expect(existsSync(join(FOLDER, service.build.context, service.build.dockerfile))).toBe(true)
  }
  const clients = Object.entries(services).filter(([name]) => name.startsWith('client'))
  expectClients(
    clients.map(([, { command }]) => command),
    jobs,
  )
})

type Kind<K extends Manifest['kind']> = Extract<Manifest, { kind: K }>
test('the Kubernetes manifests', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'))
  const manifests = documents.map(document => Manifest.parse(document.toJS()))
  const all = <K extends Manifest['kind']>(kind: K): Kind<K>[] =>
    manifests.filter(each => each.kind === kind) as Kind<K>[]
  const [namespace, ...others] = manifests
  for (const { metadata } of others)
    expect('namespace' in metadata && metadata.namespace).toBe(namespace?.metadata.name)

  const [config] = all('ConfigMap')
  expect(config?.data['serve.py']).toBe(read('serve.py'))
  const jobs = JSON.parse(config?.data['cluster'] as string) as Jobs
  for (const { metadata, spec } of all('StatefulSet')) {
    const service = all('Service').find(each => each.metadata.name === spec.serviceName)
    expect(service?.spec.selector).toEqual(spec.selector.matchLabels)
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
    expect(jobs[metadata.name]).toEqual(
      Array.from(
        { length: spec.replicas },
        (_, i) => `${metadata.name}-${i}.${spec.serviceName}:${service?.spec.ports[0]?.port}`,
      ),
    )
  }
  const [job] = all('Job')
  const pods = [...all('StatefulSet'), ...all('Job')].map(({ spec }) => spec.template)
  for (const { spec } of pods)
    for (const { volumeMounts } of spec.containers)
      for (const { name } of volumeMounts) expect(spec.volumes.map(volume => volume.name)).toContain(name)
  const args = job?.spec.template.spec.containers[0]?.args as string[]
  const clients = Array.from({ length: job?.spec.completions as number }, (_, i) =>
    args.map(arg => arg.replaceAll('$(TASK)', `${i}`)),
  )
  expectClients(clients, jobs)

  // who may reach whom, with every rule taken together
  const fits = (wanted: Readonly<Record<string, string>> = {}, { metadata }: (typeof pods)[number]): boolean =>
    Object.entries(wanted).every(([key, value]) => metadata.labels[key] === value)
  const policies = all('NetworkPolicy').map(({ spec }) => spec)
  const allows = (way: 'ingress' | 'egress', pod: (typeof pods)[number], other: (typeof pods)[number]): boolean => {
    const own = policies.filter(
      ({ podSelector, policyTypes }) =>
        fits(podSelector.matchLabels, pod) && policyTypes.includes(way === 'ingress' ? 'Ingress' : 'Egress'),
    )
    if (own.length === 0) return true
    const peers = own.flatMap(({ ingress = [], egress = [] }) =>
      way === 'ingress' ? ingress.flatMap(({ from }) => from) : egress.flatMap(({ to }) => to),
    )
    return peers.some(peer => 'podSelector' in peer && fits(peer.podSelector.matchLabels, other))
  }
  const reached = pods.map(from => pods.map(to => allows('egress', from, to) && allows('ingress', to, from)))
  expect(pods.map(({ metadata }) => metadata.labels['role'])).toEqual(['ps', 'worker', 'client'])
  // parameter servers and workers reach each other, a client reaches workers, and nobody a client
  expect(reached).toEqual([
    [true, true, false],
    [true, true, false],
    [false, true, false],
  ])
  // a pod of no label is reached by nobody
  const stranger = { ...(pods[0] as (typeof pods)[number]), metadata: { labels: { role: 'stranger' } } }
  for (const pod of pods) expect(allows('ingress', pod, stranger)).toBe(false)
})

const command = process.env['TF0_TENSORFLOW_SERVERS']
test.skipIf(!command)(
  'its servers and its client train (skipped where TF0_TENSORFLOW_SERVERS is not set)',
  async () => {
    const free = async (): Promise<string> => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as { port: number }
      server.close()
      await once(server, 'close')
      return `localhost:${port}`
    }
    const [ps, worker] = [await free(), await free()]
    const [python = '', ...first] = (command as string).split(/\s+/)
    const folder = mkdtempSync(join(tmpdir(), 'tf0-cluster-'))
    const cluster = JSON.stringify({ ps: [ps], worker: [worker] })
    const servers = ['ps', 'worker'].map(job =>
      spawn(python, [...first, '1.15.5', join(FOLDER, 'serve.py')], {
        stdio: 'ignore',
        env: { ...process.env, TF_CLUSTER: cluster, TF_JOB: job, TF_TASK: `${job}-0` },
      }),
    )
    try {
      const flags = [
        `--master=grpc://${worker}`,
        `--ps_hosts=${ps}`,
        `--worker_hosts=${worker}`,
        `--logdir=${folder}`,
        '--steps=50',
      ]
      const client = spawn(process.execPath, ['--import', 'tsx', join(FOLDER, 'task.ts'), ...flags], { cwd: ROOT })
      let said = ''
      for (const stream of [client.stdout, client.stderr]) stream.setEncoding('utf8').on('data', text => (said += text))
      const [code] = await once(client, 'close')
      expect(code, said).toBe(0)
      expect(said).toMatch(/^test accuracy 0\.\d+ after step 50$/m)
    } finally {
      for (const server of servers) server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
