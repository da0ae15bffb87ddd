/** tf.contrib.tensorboard.plugins.projector: what TensorBoard's projector of embeddings shows. */
import { join } from 'node:path'
import { noAttribute } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { writeWhole } from '../../formats/files/atomic_file.ts'
import { Message } from '../../formats/proto/message.ts'
import type { ProjectorConfig } from '../../formats/protos/projector.generated.ts'

export { EmbeddingInfo, ProjectorConfig, SpriteMetadata } from '../../formats/protos/projector.generated.ts'

export const PROJECTOR_FILENAME = 'projector_config.pbtxt'

interface VisualizeArgs {
  summary_writer: { get_logdir(): string | null }
  config: ProjectorConfig
}
/** Writes `config` where TensorBoard's projector finds it: beside the event file of `summary_writer`. */
export const visualize_embeddings = pyfunction(
  'visualize_embeddings(summary_writer, config)',
  ({ summary_writer, config }: VisualizeArgs): void => {
    if (typeof summary_writer?.get_logdir !== 'function') throw noAttribute(summary_writer, 'get_logdir')
    const logdir = summary_writer.get_logdir()
    if (logdir === null) throw new ValueError('Summary writer must have a logdir')
    if (!(config instanceof Message)) throw noAttribute(config, 'DESCRIPTOR')
    writeWhole(join(logdir, PROJECTOR_FILENAME), Buffer.from(config.ToText()))
  },
)
