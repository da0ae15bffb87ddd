/** The files that belong to a SavedModel. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { basename, isAbsolute, join, normalize, sep } from 'node:path'
import { TypeError, ValueError } from '../errors/python.ts'
import { pack, unpack } from '../formats/any.ts'
import { makeFolders } from '../formats/files/folders.ts'
import { withFile } from '../formats/files/system_errors.ts'
import { AssetFileDef, type MetaGraphDef } from '../formats/protos/meta_graph.generated.ts'
import type { Graph } from '../graph/graph.ts'
import { inScope } from '../graph/scope_names.ts'
import type { TensorValue } from '../graph/serialize/attrs.ts'
import { Tensor } from '../graph/tensor.ts'
import { info } from '../platform/logging.ts'
import { string } from '../tensor/dtypes.ts'
import { ASSETS_DIRECTORY, ASSETS_KEY } from './constants.ts'

/** The path that a constant tensor holds. */
function pathIn(tensor: unknown): string {
  if (!(tensor instanceof Tensor)) throw new TypeError('Asset path tensor must be a Tensor.')
  if (tensor.op.type !== 'Const') throw new TypeError('Asset path tensor must be of type constant.')
  if (tensor.dtype !== string) throw new TypeError('Asset path tensor must be of dtype string.')
  // not by its constant value: who asks for that may not feed the tensor any more
  const { values } = tensor.op.get_attr('value') as TensorValue
  if (values.size !== 1) throw new TypeError('Asset path tensor must be a scalar.')
  const path = Buffer.from(values.data[0] as Uint8Array).toString()
  if (path === '') throw new ValueError(`Invalid asset filepath tensor ${tensor}`)
  return path
}

/** Names in the folder of assets by the files that were copied there. */
export type AssetNames = Map<string, string>
function nameFor(path: string, taken: AssetNames): string {
  const known = [...taken].find(([, source]) => source === path)
  if (known) return known[0]
  const name = basename(path)
  for (let i = 0; ; i++) {
    const tried = i === 0 ? name : `${name}_${i}`
    const other = taken.get(tried)
    if (other !== undefined && !sameContent(other, path)) continue
    if (other === undefined) taken.set(tried, path)
    return tried
  }
}
const sameContent = (a: string, b: string): boolean =>
  withFile(a, () => readFileSync(a)).equals(withFile(b, () => readFileSync(b)))

/** Copies the files that the tensors of a collection name into the SavedModel, and says so in the graph's collection of assets. */
export function saveAssets(
  graph: Graph,
  exportDir: string,
  tensors: Iterable<Tensor> | null,
  taken: AssetNames,
): AssetFileDef[] {
  if (tensors === null) {
    info('No assets to save.')
    return []
  }
  const folder = join(exportDir, ASSETS_DIRECTORY)
  const defs: AssetFileDef[] = []
  for (const tensor of tensors) {
    const path = pathIn(tensor)
    const filename = nameFor(path, taken)
    const def = new AssetFileDef({ filename, tensor_info: { name: tensor.name } })
    graph.add_to_collection(ASSETS_KEY, pack(def))
    defs.push(def)
    withFile(path, () => {
      makeFolders(folder)
      if (!existsSync(join(folder, filename))) copyFileSync(path, join(folder, filename))
    })
  }
  info('Assets added to graph.')
  if (defs.length > 0) info('Assets written to: %s', folder)
  return defs
}

/** The paths of a SavedModel's files by the tensors that are to be fed with them. Error: ValueError for one that lies elsewhere. */
export function assetFeeds(exportDir: string, meta: MetaGraphDef, scope: string | null): Map<string, string> {
  const listed =
    meta.asset_file_def.length > 0
      ? Array.from(meta.asset_file_def)
      : Array.from(meta.collection_def[ASSETS_KEY]?.any_list.value ?? [], any =>
          unpack<AssetFileDef>(any, AssetFileDef as never),
        )
  return new Map(
    listed.map(({ filename, tensor_info }) => {
      if (isAbsolute(filename) || normalize(filename).split(sep)[0] === '..' || filename.includes('\0'))
        throw new ValueError(`The asset '${filename}' is not in the folder ${ASSETS_DIRECTORY} of the SavedModel`)
      return [inScope(tensor_info.name, scope), join(exportDir, ASSETS_DIRECTORY, filename)]
    }),
  )
}
