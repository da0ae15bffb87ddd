/** Weights of columns that are loaded from checkpoints. */
import { UnimplementedError } from '../../errors/index.ts'
import type { FeatureColumn } from './feature_column.ts'

/** Lets the weights of a column begin with a tensor of a checkpoint, where the column names one. Errors: UnimplementedError. */
export function restoreFromCheckpoint({ checkpoint, name }: FeatureColumn): void {
  if (checkpoint === null) return
  const [path, tensorName] = checkpoint
  throw new UnimplementedError(null, null, `Weights of column ${name} from checkpoints: ${tensorName} of ${path}`)
}
