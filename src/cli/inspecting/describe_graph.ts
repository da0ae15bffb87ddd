/** Graphs: GraphDef, MetaGraphDef, SavedModel. */
import type { GraphDef, NodeDef, TensorShapeProto } from '../../formats/protos/graph.generated.ts'
import type { MetaGraphDef, SavedModel } from '../../formats/protos/meta_graph.generated.ts'
import { as_dtype } from '../../tensor/dtypes.ts'
import { type Description, shapeText, type Table } from './description.ts'

/** The attributes that say the type of what an op hands out. */
const TYPE_ATTRS = ['dtype', 'T', 'DstT', 'output_type'] as const

function typeName(number: number): string {
  try {
    return as_dtype(number).name
  } catch {
    return `type ${number}`
  }
}

function shapeOf(proto: TensorShapeProto | null | undefined): string {
  if (!proto || proto.unknown_rank) return '?'
  return shapeText(proto.dim.map(dim => Number(dim.size)))
}

function typeOf(node: NodeDef): string {
  const attr = TYPE_ATTRS.map(name => node.attr[name]).find(value => value !== undefined && value.type !== 0)
  return attr ? typeName(attr.type) : ''
}

const VARIABLES: ReadonlySet<string> = new Set(['Variable', 'VariableV2', 'VarHandleOp'])

const typed = (nodes: readonly NodeDef[]): (string | number)[][] =>
  nodes.map(node => [node.name, typeOf(node), shapeOf(node.attr['shape']?.shape)])

function graphTables(graph: GraphDef): Table[] {
  const counts = new Map<string, number>()
  for (const { op } of graph.node) counts.set(op, (counts.get(op) ?? 0) + 1)
  return [
    {
      name: 'ops',
      columns: ['op', 'nodes'],
      rows: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    },
    {
      name: 'placeholders',
      columns: ['name', 'type', 'shape'],
      // 0.12 writes a shape that is known in part as one without dimensions
      rows: typed(graph.node.filter(({ op }) => op.startsWith('Placeholder'))).map(
        ([name = '', type = '', shape = '']) => [name, type, shape === '[]' ? '?' : shape],
      ),
    },
    {
      name: 'variables',
      columns: ['name', 'type', 'shape'],
      rows: typed(graph.node.filter(({ op }) => VARIABLES.has(op))),
    },
    {
      name: 'nodes',
      columns: ['name', 'op', 'inputs', 'device'],
      rows: graph.node.map(({ name, op, input, device }) => [name, op, input.join(', '), device]),
    },
  ]
}

const graphFacts = (graph: GraphDef): Record<string, string | number> => ({
  nodes: graph.node.length,
  producer: graph.versions?.producer ?? 0,
  functions: graph.library?.function.length ?? 0,
})

export const describeGraph = (graph: GraphDef, kind = 'GraphDef'): Description => ({
  kind,
  facts: graphFacts(graph),
  tables: graphTables(graph),
})

function signatureRows(meta: MetaGraphDef): (string | number)[][] {
  return Object.entries(meta.signature_def).flatMap(([name, signature]) =>
    (['inputs', 'outputs'] as const).flatMap(side =>
      Object.entries(signature[side]).map(([key, info]) => [
        name,
        side,
        key,
        info.name,
        typeName(info.dtype),
        shapeOf(info.tensor_shape),
      ]),
    ),
  )
}

const SIGNATURE_COLUMNS = ['signature', 'side', 'key', 'tensor', 'type', 'shape']

function metaTables(meta: MetaGraphDef): Table[] {
  return [
    { name: 'signatures', columns: SIGNATURE_COLUMNS, rows: signatureRows(meta) },
    {
      name: 'collections',
      columns: ['name', 'items'],
      rows: Object.entries(meta.collection_def).map(([name, list]) => {
        const kind = list.WhichOneof('kind') as
          | 'node_list'
          | 'bytes_list'
          | 'int64_list'
          | 'float_list'
          | 'any_list'
          | null
        return [name, kind === null ? 0 : (list[kind]?.value.length ?? 0)]
      }),
    },
    ...(meta.graph_def ? graphTables(meta.graph_def) : []),
  ]
}

const metaFacts = (meta: MetaGraphDef): Record<string, string | number> => ({
  ...(meta.HasField('meta_info_def') && meta.meta_info_def
    ? { version: meta.meta_info_def.tensorflow_version, tags: meta.meta_info_def.tags.join(', ') }
    : {}),
  ...(meta.graph_def ? graphFacts(meta.graph_def) : {}),
  ...(meta.HasField('saver_def') && meta.saver_def
    ? { saver: `${meta.saver_def.save_tensor_name}, ${meta.saver_def.restore_op_name}` }
    : {}),
})

export const describeMetaGraph = (meta: MetaGraphDef): Description => ({
  kind: 'MetaGraphDef',
  facts: metaFacts(meta),
  tables: metaTables(meta),
})

export function describeSavedModel(model: SavedModel): Description {
  const [only] = model.meta_graphs
  return {
    kind: 'SavedModel',
    facts: {
      schema: Number(model.saved_model_schema_version),
      graphs: model.meta_graphs.length,
      ...(model.meta_graphs.length === 1 && only ? metaFacts(only) : {}),
    },
    tables: model.meta_graphs.flatMap((meta, i) =>
      metaTables(meta).map(table =>
        model.meta_graphs.length === 1 ? table : { ...table, name: `${table.name} of graph ${i}` },
      ),
    ),
  }
}
