/** tensorflow.python.framework.function, as tf.function. */
export {
  Declare,
  DefinedFunction,
  Defun,
  get_extra_args,
  get_extra_inputs,
  get_extra_vars,
  OverloadedFunction,
} from './defun.ts'
