/** Ops that have to do with a session or its host: none can be run on given arrays alone. */
import type { Unsampled } from '../sample.ts'

export const unsampled: readonly Unsampled[] = [
  {
    op: 'PyFunc',
    reason: 'calls a function of the host that is registered beside the graph; test/ops/py_func_ops.test.ts',
  },
  { op: 'PyFuncStateless', reason: 'as PyFunc; test/ops/py_func_ops.test.ts' },
  { op: 'GetSessionHandle', reason: 'every run gives another handle; test/ops/session_ops.test.ts' },
  { op: 'GetSessionTensor', reason: 'takes the handle of an earlier run; test/ops/session_ops.test.ts' },
  { op: 'DeleteSessionTensor', reason: 'takes the handle of an earlier run; test/ops/session_ops.test.ts' },
]
