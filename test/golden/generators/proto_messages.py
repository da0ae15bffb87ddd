"""Writes test/golden/protos/messages.json: bytes and texts of messages of every class, as TensorFlow 0.12.1's Python writes them.

Usage (Python 2.7 with TensorFlow 0.12.1): python proto_messages.py GRAPH.pb... > test/golden/protos/messages.json
Every class appears twice with all its fields filled; GraphDef also with the given graphs. Maps are serialized by ascending key.
"""
from __future__ import print_function

import base64
import importlib
import json
import os
import sys

from google.protobuf import text_format
from google.protobuf.descriptor import FieldDescriptor as F

MODULES = """
core.framework.allocation_description core.framework.attr_value core.framework.cost_graph core.framework.device_attributes
core.framework.function core.framework.graph core.framework.node_def core.framework.op_def core.framework.resource_handle
core.framework.step_stats core.framework.summary core.framework.tensor core.framework.tensor_description core.framework.tensor_shape
core.framework.tensor_slice core.framework.variable core.framework.versions core.protobuf.config core.protobuf.control_flow
core.protobuf.meta_graph core.protobuf.queue_runner core.protobuf.saved_model core.protobuf.saver core.protobuf.tensor_bundle
core.protobuf.tensorflow_server core.util.event core.util.saved_tensor_slice core.example.example core.example.feature
python.training.checkpoint_state contrib.tensorboard.plugins.projector.projector_config
""".split()

SAMPLES = {
    F.TYPE_DOUBLE: [0.5, -1e300, 1 / 8.], F.TYPE_FLOAT: [0.1, -1e-7, 123456792.0], F.TYPE_INT64: [-2**63, 2**53 + 1, -1],
    F.TYPE_UINT64: [2**64 - 1, 1, 2**53], F.TYPE_INT32: [-2**31, 300, -1], F.TYPE_FIXED64: [2**64 - 1, 1, 2**53],
    F.TYPE_FIXED32: [2**32 - 1, 1, 2], F.TYPE_BOOL: [True, False, True], F.TYPE_STRING: [u"caf\u00e9 \"'\\", u"a\nb\tc", u"x" * 200],
    F.TYPE_BYTES: [b"\x00\xff\"'\n\r\t\\7", b"plain", b"\x80"], F.TYPE_UINT32: [2**32 - 1, 5, 128],
}
cases = []


def sample(field, turn):
  if field.type == F.TYPE_ENUM:
    values = field.enum_type.values
    return values[(turn + 1) % len(values)].number
  return SAMPLES[field.type][turn % 3]


def is_map(field):
  return field.type == F.TYPE_MESSAGE and field.message_type.has_options and field.message_type.GetOptions().map_entry


def fill(message, turn, depth):
  for index, field in enumerate(message.DESCRIPTOR.fields):
    oneof = field.containing_oneof
    if oneof is not None and oneof.fields.index(field) != turn % len(oneof.fields):
      continue
    target = getattr(message, field.name)
    if is_map(field):
      key, value = [field.message_type.fields_by_name[name] for name in ("key", "value")]
      for step in range(3):
        name = sample(key, step) if key.type == F.TYPE_STRING else [7, 0, 12][step]
        if value.type != F.TYPE_MESSAGE:
          target[name] = sample(value, turn + step)
        elif depth > 0:
          fill(target[name], turn + step, depth - 1)
    elif field.type == F.TYPE_MESSAGE:
      if depth == 0:
        continue
      if field.label == F.LABEL_REPEATED:
        fill(target.add(), turn, depth - 1)
        target.add()
      else:
        target.SetInParent()
        fill(target, turn + index, depth - 1)
    elif field.label == F.LABEL_REPEATED:
      target.extend([sample(field, turn + step) for step in range(3)])
    else:
      setattr(message, field.name, sample(field, turn))


def record(message, name):
  cases.append(json.dumps({
      "name": name, "class": message.DESCRIPTOR.full_name, "text": text_format.MessageToString(message),
      "bytes": base64.b64encode(message.SerializeToString(deterministic=True)).decode()}, sort_keys=True))


def classes(module, descriptors):
  for descriptor in sorted(descriptors, key=lambda d: d.full_name):
    if not (descriptor.has_options and descriptor.GetOptions().map_entry):
      yield descriptor
      for nested in classes(module, descriptor.nested_types):
        yield nested


def main(paths):
  for name in MODULES:
    module = importlib.import_module("tensorflow.%s_pb2" % name)
    for descriptor in classes(module, module.DESCRIPTOR.message_types_by_name.values()):
      oneofs = max([len(oneof.fields) for oneof in descriptor.oneofs] + [2])
      for turn in range(oneofs):
        message = descriptor._concrete_class()
        fill(message, turn, 1)
        record(message, "%s %d" % (descriptor.full_name, turn))
  graph_def = importlib.import_module("tensorflow.core.framework.graph_pb2").GraphDef
  for path in paths:
    with open(path, "rb") as stream:
      record(graph_def.FromString(stream.read()), os.path.basename(path))
  print("[\n" + ",\n".join(cases) + "\n]")


main(sys.argv[1:])
