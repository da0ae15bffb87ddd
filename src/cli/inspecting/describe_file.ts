/** Tells what kind of file a path is, by its content. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { maskedCrc32c } from '../../formats/crc32c.ts'
import { withFile } from '../../formats/files/system_errors.ts'
import { CheckpointState } from '../../formats/protos/checkpoint.generated.ts'
import { GraphDef } from '../../formats/protos/graph.generated.ts'
import { MetaGraphDef } from '../../formats/protos/meta_graph.generated.ts'
import { filesOf, readSavedModel } from '../../saved_model/read_saved_model.ts'
import { describeArray, describeArrays, describeCheckpoint, describeRecords, NUMPY_MAGIC } from './describe_data.ts'
import { describeGraph, describeMetaGraph, describeSavedModel } from './describe_graph.ts'
import { type Description, Unknown } from './description.ts'

/** The prefix of a checkpoint that one of its files, or the prefix itself, names. */
function checkpointPrefix(path: string): string | undefined {
  const prefix = path.replace(/\.(index|data-\d+-of-\d+)$/, '')
  return existsSync(`${prefix}.index`) ? prefix : undefined
}

/** A file in which a Saver notes its checkpoints. */
function describeState(text: string): Description {
  const state = CheckpointState.FromText(text)
  return {
    kind: 'checkpoint state',
    facts: { latest: state.model_checkpoint_path },
    tables: [{ name: 'checkpoints', columns: ['path'], rows: state.all_model_checkpoint_paths.map(path => [path]) }],
  }
}

function describeFolder(path: string): Description {
  if (filesOf(path).some(file => existsSync(file))) return describeSavedModel(readSavedModel(path))
  const state = join(path, 'checkpoint')
  if (existsSync(state)) return describeState(readFileSync(state, 'utf8'))
  throw new Unknown('a folder with neither a SavedModel nor checkpoints in it')
}

/** A record's length stands before the checksum of that length. */
const isRecords = (bytes: Buffer): boolean =>
  bytes.length >= 12 && bytes.readUInt32LE(8) === maskedCrc32c(bytes.subarray(0, 8))

/** Magic number at the end of a table, in which checkpoints of the first format are. */
const TABLE_MAGIC = 0xdb4775248b80fb57n
const isTable = (bytes: Buffer): boolean =>
  bytes.length >= 48 && bytes.readBigUInt64LE(bytes.length - 8) === TABLE_MAGIC

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Whether bytes are text. */
const isText = (bytes: Buffer): boolean =>
  !bytes.subarray(0, 4096).includes(0) && /^[\s\w#{}":.<>[\]/,-]/.test(bytes.toString('latin1'))

const hasNodes = (graph: GraphDef | null | undefined): graph is GraphDef =>
  (graph?.node.length ?? 0) > 0 && (graph?.node ?? []).every(node => node.op !== '' && node.name !== '')

function describeMessage(bytes: Buffer): Description | undefined {
  const text = isText(bytes) ? bytes.toString('utf8') : undefined
  const graph = attempt(() => (text === undefined ? GraphDef.FromString(bytes) : GraphDef.FromText(text)))
  if (hasNodes(graph)) return describeGraph(graph, text === undefined ? 'GraphDef' : 'GraphDef (text)')
  const meta = attempt(() => (text === undefined ? MetaGraphDef.FromString(bytes) : MetaGraphDef.FromText(text)))
  return meta && hasNodes(meta.graph_def) ? describeMetaGraph(meta) : undefined
}

/** What is in a file or folder. Unknown for what is none of those that tf0 knows; errors of TensorFlow's for damaged ones. */
export function describeFile(path: string): Description {
  const prefix = checkpointPrefix(path)
  if (prefix !== undefined) return describeCheckpoint(prefix)
  const isFolder = withFile(path, () => statSync(path)).isDirectory()
  if (isFolder) return describeFolder(path)
  const bytes = withFile(path, () => readFileSync(path))
  if (bytes.toString('latin1', 0, 6) === NUMPY_MAGIC) return describeArray(bytes)
  if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04') return describeArrays(path)
  if (isTable(bytes)) return describeCheckpoint(path)
  if (isRecords(bytes)) return describeRecords(path)
  if (/^\s*model_checkpoint_path:/.test(bytes.toString('latin1', 0, 200))) return describeState(bytes.toString('utf8'))
  const found = describeMessage(bytes)
  if (found) return found
  throw new Unknown(
    bytes.length === 0
      ? 'the file is empty'
      : 'no GraphDef, MetaGraphDef, checkpoint, event file, file of records, SavedModel or array of numpy',
  )
}
