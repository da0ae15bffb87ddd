/** tf.user_ops: what a program's own ops would be beside. */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Fact } from '../checks/debug_ops.ts'

/** A fact about factorials. */
export const my_fact = pyfunction('my_fact()', (): Tensor => apply(Fact, {}))
