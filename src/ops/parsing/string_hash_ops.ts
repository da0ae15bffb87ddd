/** Strings to bucket numbers. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { fingerprint64, hash64, sipHash } from '../../kernels/reference/text/string_hashes.ts'
import { int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

function buckets(k: KernelContext, hash: (bytes: Uint8Array) => bigint): NDArray {
  const input = k.input(0)
  const count = BigInt(k.attr('num_buckets') as number)
  return new NDArray(
    int64,
    input.shape,
    BigInt64Array.from(input.data as Uint8Array[], bytes => hash(bytes) % count),
  )
}
const spec: OpSpec = { outputs: ['output: int64'], infer: unchanged, gradient: 'none', lower: { kind: 'host' } }

export const StringToHashBucket = defineOp('StringToHashBucket', {
  ...spec,
  inputs: ['string_tensor: string'],
  attrs: ['num_buckets: int64 >= 1'],
  kernel: k => buckets(k, hash64),
})
export const StringToHashBucketFast = defineOp('StringToHashBucketFast', {
  ...spec,
  inputs: ['input: string'],
  attrs: ['num_buckets: int64 >= 1'],
  kernel: k => buckets(k, fingerprint64),
})
export const StringToHashBucketStrong = defineOp('StringToHashBucketStrong', {
  ...spec,
  inputs: ['input: string'],
  attrs: ['num_buckets: int64 >= 1', 'key: list(int64)'],
  kernel: k => {
    const key = k.attr('key')
    if (key.length !== 2) throw invalidArgument('Key must have 2 elements')
    const words = [BigInt(key[0] as number), BigInt(key[1] as number)] as const
    return buckets(k, bytes => sipHash(bytes, words))
  },
})

interface HashArgs {
  input: TensorLike
  num_buckets: number | bigint
  name: Name
}
/** The bucket of each string, by a hash that may change between versions of TensorFlow (this is 0.12's). */
export const string_to_hash_bucket = pyfunction(
  'string_to_hash_bucket(string_tensor, num_buckets, name=None)',
  ({ string_tensor, num_buckets, name }: Omit<HashArgs, 'input'> & { string_tensor: TensorLike }) =>
    apply(StringToHashBucket, { string_tensor, num_buckets }, name),
)
/** The bucket of each string, by FarmHash's fingerprint. */
export const string_to_hash_bucket_fast = pyfunction(
  'string_to_hash_bucket_fast(input, num_buckets, name=None)',
  ({ input, num_buckets, name }: HashArgs) => apply(StringToHashBucketFast, { input, num_buckets }, name),
)
/** The bucket of each string, by SipHash with a `key` of two integers: hard to provoke collisions of. */
export const string_to_hash_bucket_strong = pyfunction(
  'string_to_hash_bucket_strong(input, num_buckets, key, name=None)',
  ({ input, num_buckets, key, name }: HashArgs & { key: readonly number[] }) =>
    apply(StringToHashBucketStrong, { input, num_buckets, key }, name),
)
