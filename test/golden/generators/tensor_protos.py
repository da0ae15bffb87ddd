"""Writes test/golden/protos/tensor_protos.json: what TensorFlow 0.12.1's make_tensor_proto gives for arrays of every type and form.

Usage (Python 2.7 with TensorFlow 0.12.1): python tensor_protos.py > test/golden/protos/tensor_protos.json
"""
from __future__ import print_function

import base64
import json

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.tensor_util import make_tensor_proto

cases = []


def flat(values, dtype):
  if dtype.is_complex:
    return [[float(z.real), float(z.imag)] for z in np.ravel(values)]
  if dtype == tf.int64:
    return [str(v) for v in np.ravel(values)]
  return [str(v) if isinstance(v, float) and not np.isfinite(v) else v for v in np.ravel(values).tolist()]


def add(values, dtype, shape=None):
  proto = make_tensor_proto(values, dtype=dtype, shape=shape)
  cases.append(json.dumps({
      "dtype": dtype.name, "values": flat(values, dtype), "array_shape": list(np.shape(values)), "shape": shape,
      "bytes": base64.b64encode(proto.SerializeToString()).decode()}, sort_keys=True))


for kind in [tf.float32, tf.float64, tf.int32, tf.uint8, tf.int16, tf.int8, tf.int64, tf.uint16, tf.float16]:
  np_kind = kind.as_numpy_dtype
  add(np.array(3, np_kind), kind)
  add(np.array([[1, 2, 3], [4, 5, 6]], np_kind), kind)
  add(np.zeros([0, 3], np_kind), kind)
  add(np.array([7], np_kind), kind)
  add(np.array([1, 2], np_kind), kind, [3, 2])
  add(np.array(5, np_kind), kind, [4])
add(np.array([-1, -2], np.int64), tf.int64)
add(np.array(-5, np.int64), tf.int64)
add(np.array(2**62 + 1, np.int64), tf.int64)
add(np.array(-7, np.int32), tf.int32)
add(np.array([True, False]), tf.bool)
add(np.array(True), tf.bool)
add(np.array([True]), tf.bool, [5])
add([b"ab", b"", b"xyz"], tf.string)
add(b"q", tf.string)
add([b"q"], tf.string, [2, 2])
add(np.array([1 + 2j, 3 - 4j], np.complex64), tf.complex64)
add(np.array(1.5j, np.complex128), tf.complex128)
add(np.array(float("-inf"), np.float32), tf.float32)
print("[\n" + ",\n".join(cases) + "\n]")
