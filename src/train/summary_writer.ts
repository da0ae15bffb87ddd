/** The writer's name until 0.12 (training/summary_io.py). */
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { FileWriter, WRITER_PARAMETERS, type WriterArgs } from '../summary/file_writer.ts'

/** The 0.x name of `tf.summary.FileWriter`. */
export class SummaryWriter extends FileWriter {
  constructor(...args: PythonArguments<`SummaryWriter${typeof WRITER_PARAMETERS}`, WriterArgs>) {
    super(...args)
  }
}
// @ts-expect-error the guarded class takes its place
SummaryWriter = guardedClass(SummaryWriter)
setSignature(SummaryWriter, `SummaryWriter${WRITER_PARAMETERS}`)
