/**
 * The part of the Compose file's and of Kubernetes' schemas that the example's files use. Objects are strict: a field that is misspelt, or in the
 * wrong place, is an error.
 */
import * as z from 'zod'

const Text = z.record(z.string(), z.string())
/** A label of the domain name system. */
const Name = z.string().regex(/^[a-z\d]([-a-z\d]{0,61}[a-z\d])?$/)
const Port = z.number().int().min(1).max(65535)
/** With a version: what `latest` is changes. */
const Image = z.string().regex(/^[\w./-]+:(?!latest$)[\w.-]+$/)

export const Compose = z.looseObject({
  name: z.string().regex(/^[a-z\d][a-z\d_-]*$/),
  services: z.record(
    z.string(),
    z.strictObject({
      image: Image,
      build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
      command: z.array(z.string()),
      init: z.boolean(),
      restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
      environment: Text.optional(),
      depends_on: z.array(z.string()).optional(),
      networks: z.array(z.string()),
      volumes: z.array(z.string().regex(/^[^:]+:\/[^:]*(:(ro|rw))?$/)),
    }),
  ),
  networks: z.record(z.string(), z.strictObject({ internal: z.literal(true) })),
  volumes: z.record(z.string(), z.strictObject({})),
})

const metadata = z.strictObject({ name: Name, namespace: Name })
const labels = Text.refine(value => Object.keys(value).length > 0)
const selector = z.strictObject({ matchLabels: labels.optional() })
const fieldRef = z.strictObject({ fieldPath: z.string() })
const env = z.union([
  z.strictObject({ name: z.string(), value: z.string() }),
  z.strictObject({
    name: z.string(),
    valueFrom: z.union([
      z.strictObject({ fieldRef }),
      z.strictObject({ configMapKeyRef: z.strictObject({ name: Name, key: z.string() }) }),
    ]),
  }),
])
const container = z.strictObject({
  name: Name,
  image: Image,
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(env),
  ports: z.array(z.strictObject({ name: Name, containerPort: Port })).optional(),
  securityContext: z.strictObject({ allowPrivilegeEscalation: z.literal(false) }),
  volumeMounts: z.array(z.strictObject({ name: Name, mountPath: z.string().startsWith('/') })),
})
const volume = z.union([
  z.strictObject({ name: Name, configMap: z.strictObject({ name: Name }) }),
  z.strictObject({ name: Name, persistentVolumeClaim: z.strictObject({ claimName: Name }) }),
])
const pod = z.strictObject({
  metadata: z.strictObject({ labels }),
  spec: z.strictObject({
    terminationGracePeriodSeconds: z.number().int().optional(),
    restartPolicy: z.enum(['OnFailure', 'Never']).optional(),
    automountServiceAccountToken: z.literal(false),
    containers: z.array(container).min(1),
    volumes: z.array(volume),
  }),
})
const peer = z.union([z.strictObject({ podSelector: selector }), z.strictObject({ namespaceSelector: selector })])
const ports = z.array(z.strictObject({ protocol: z.enum(['TCP', 'UDP']), port: Port })).min(1)

export const Manifest = z.discriminatedUnion('kind', [
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('Namespace'),
    metadata: z.strictObject({ name: Name }),
  }),
  z.strictObject({ apiVersion: z.literal('v1'), kind: z.literal('ConfigMap'), metadata, data: Text }),
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('PersistentVolumeClaim'),
    metadata,
    spec: z.strictObject({
      accessModes: z.array(z.enum(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'])).min(1),
      resources: z.strictObject({ requests: z.strictObject({ storage: z.string().regex(/^\d+[KMGT]i$/) }) }),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('Service'),
    metadata,
    spec: z.strictObject({
      clusterIP: z.literal('None'),
      publishNotReadyAddresses: z.boolean(),
      selector: labels,
      ports: z.array(z.strictObject({ name: Name, port: Port })).min(1),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('apps/v1'),
    kind: z.literal('StatefulSet'),
    metadata,
    spec: z.strictObject({
      serviceName: Name,
      replicas: z.number().int().min(1),
      podManagementPolicy: z.enum(['OrderedReady', 'Parallel']),
      selector: z.strictObject({ matchLabels: labels }),
      template: pod,
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('batch/v1'),
    kind: z.literal('Job'),
    metadata,
    spec: z.strictObject({
      completions: z.number().int(),
      parallelism: z.number().int(),
      completionMode: z.enum(['NonIndexed', 'Indexed']),
      backoffLimit: z.number().int(),
      template: pod,
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('networking.k8s.io/v1'),
    kind: z.literal('NetworkPolicy'),
    metadata,
    spec: z.strictObject({
      podSelector: selector,
      policyTypes: z.array(z.enum(['Ingress', 'Egress'])).min(1),
      ingress: z.array(z.strictObject({ from: z.array(peer).min(1), ports })).optional(),
      egress: z.array(z.strictObject({ to: z.array(peer).min(1), ports })).optional(),
    }),
  }),
])
export type Manifest = z.infer<typeof Manifest>
