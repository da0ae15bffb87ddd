/** tf.test */
export { get_temp_dir, is_built_with_cuda, is_gpu_available, test_src_dir_path } from './environment.ts'
export { assert_equal_graph_def } from './equal_graphs.ts'
export { compute_gradient, compute_gradient_error } from './gradient_checker.ts'
export { TestCase } from './test_case.ts'
export { main } from './test_runner.ts'
