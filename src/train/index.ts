/** Training: tf.train. */
export {
  BytesList,
  Example,
  Feature,
  FeatureList,
  FeatureLists,
  Features,
  FloatList,
  Int64List,
  SequenceExample,
} from '../formats/protos/example.generated.ts'
export { ClusterDef, JobDef, SaverDef, ServerDef, SessionLog } from '../formats/protos/index.ts'
export { export_meta_graph, export_scoped_meta_graph } from '../meta_graph/export_meta_graph.ts'
export {
  copy_scoped_meta_graph,
  import_meta_graph,
  import_scoped_meta_graph,
  read_meta_graph_file,
} from '../meta_graph/import_meta_graph.ts'
export { write_graph } from '../meta_graph/write_graph.ts'
export { FileWriterCache as SummaryWriterCache } from '../summary/file_writer_cache.ts'
export { summary_iterator } from '../summary/summary_iterator.ts'
export { AdadeltaOptimizer } from './adadelta.ts'
export { AdagradOptimizer } from './adagrad.ts'
export { AdagradDAOptimizer } from './adagrad_da.ts'
export { AdamOptimizer } from './adam.ts'
export { assign_moving_average } from './assign_moving_average.ts'
export { basic_train_loop } from './basic_loops.ts'
export { batch, batch_join, shuffle_batch, shuffle_batch_join } from './batching.ts'
export { CheckpointReader, NewCheckpointReader } from './checkpoint_reader.ts'
export {
  checkpoint_exists,
  generate_checkpoint_state_proto,
  get_checkpoint_mtimes,
  get_checkpoint_state,
  latest_checkpoint,
  update_checkpoint_state,
} from './checkpoint_state.ts'
export { ClusterSpec } from './cluster_spec.ts'
export { Coordinator } from './coordinator.ts'
export { replica_device_setter } from './device_setter.ts'
export { freeze_graph } from './freeze_graph.ts'
export { FtrlOptimizer } from './ftrl.ts'
export { GradientDescentOptimizer } from './gradient_descent.ts'
export { CheckpointSaverHook, SummarySaverHook } from './hooks/saving_hooks.ts'
export { SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues } from './hooks/session_run_hook.ts'
export {
  LoggingTensorHook,
  NanLossDuringTrainingError,
  NanTensorHook,
  StepCounterHook,
  StopAtStepHook,
} from './hooks/watching_hooks.ts'
export {
  input_producer,
  limit_epochs,
  match_filenames_once,
  range_input_producer,
  slice_input_producer,
  string_input_producer,
} from './input_producers.ts'
export {
  exponential_decay,
  inverse_time_decay,
  natural_exp_decay,
  piecewise_constant,
  polynomial_decay,
} from './learning_rate_decay.ts'
export { LooperThread } from './looper_thread.ts'
export { MomentumOptimizer } from './momentum.ts'
export { MonitoredSession, MonitoredTrainingSession } from './monitored_session.ts'
export { ExponentialMovingAverage } from './moving_averages.ts'
export { type GradientAndVariable, Optimizer } from './optimizer.ts'
export { ProximalAdagradOptimizer } from './proximal_adagrad.ts'
export { ProximalGradientDescentOptimizer } from './proximal_gradient_descent.ts'
export { add_queue_runner, QueueRunner, start_queue_runners } from './queue_runner.ts'
export { RMSPropOptimizer } from './rmsprop.ts'
export { Saver } from './saver.ts'
export { BaseSaverBuilder } from './saver_builder.ts'
export { Scaffold } from './scaffold.ts'
export { Server } from './server.ts'
export { ChiefSessionCreator, SessionCreator, WorkerSessionCreator } from './session_creators.ts'
export { SessionManager } from './session_manager.ts'
export { create_slot, create_zeros_slot } from './slot_creator.ts'
export { SummaryWriter } from './summary_writer.ts'
export { Supervisor } from './supervisor.ts'
export { SyncReplicasOptimizer, SyncReplicasOptimizerV2 } from './sync_replicas.ts'
export { assert_global_step, get_global_step, global_step } from './training_util.ts'
