/** `tf.contrib.learn.datasets.mnist`: the tutorials' reader by its other name. */
export {
  DataSet,
  dense_to_one_hot,
  extract_images,
  extract_labels,
  read_data_sets,
} from '../../examples/mnist/input_data.ts'
