/** Which part of a larger, partitioned variable a variable is. */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { SaveSliceInfoDef } from '../../formats/protos/meta_graph.generated.ts'
import { inScope, outOfScope } from '../../graph/scope_names.ts'

interface SaveSliceInfoArgs {
  full_name: string
  full_shape: readonly number[]
  var_offset: readonly number[]
  var_shape: readonly number[]
  save_slice_info_def: SaveSliceInfoDef | null
  import_scope: string | null
}

const SIGNATURE_TEXT =
  'SaveSliceInfo(full_name=None, full_shape=None, var_offset=None, var_shape=None, save_slice_info_def=None, import_scope=None)'

/** The name and shape of the whole, and where in it the part begins and how large it is. */
export class SaveSliceInfo {
  readonly full_name: string
  readonly full_shape: readonly number[]
  readonly var_offset: readonly number[]
  readonly var_shape: readonly number[]

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, SaveSliceInfoArgs>) {
    const { save_slice_info_def: def, import_scope, ...given } = SIGNATURE.bind(args) as unknown as SaveSliceInfoArgs
    this.full_name = def ? inScope(def.full_name, import_scope) : given.full_name
    const source = def ?? given
    this.full_shape = [...source.full_shape].map(Number)
    this.var_offset = [...source.var_offset].map(Number)
    this.var_shape = [...source.var_shape].map(Number)
  }
  /** How checkpoints of the first format name the part: `full shape offset,size:offset,size`. */
  get spec(): string {
    return `${this.full_shape.join(' ')} ${this.var_offset.map((offset, i) => `${offset},${this.var_shape[i]}`).join(':')}`
  }
  to_proto(export_scope: string | null = null): SaveSliceInfoDef | null {
    if (export_scope !== null && !this.full_name.startsWith(export_scope)) return null
    const def = new SaveSliceInfoDef()
    def.full_name = outOfScope(this.full_name, export_scope)
    def.full_shape = [...this.full_shape]
    def.var_offset = [...this.var_offset]
    def.var_shape = [...this.var_shape]
    return def
  }
}
const SIGNATURE = setSignature(SaveSliceInfo, SIGNATURE_TEXT)
