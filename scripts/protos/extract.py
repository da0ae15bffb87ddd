"""Writes src/formats/protos/*.proto from the descriptors inside an installed TensorFlow 0.12.1.

Usage: python extract.py OUT_DIR        (Python 2.7 with tensorflow 0.12.1)

Names, numbers and types of the fields are facts of the file formats; the grouping into files is ours: one file per purpose.
What 0.12.1 has no descriptor of in Python (the master service) is written by hand in master.proto and left alone here.
"""
from __future__ import print_function

import importlib
import os
import sys

from google.protobuf.descriptor import FieldDescriptor as F
from google.protobuf.descriptor_pb2 import FileDescriptorProto

GROUPS = [
    ("graph", "Graphs: nodes, attributes, tensors, op definitions, functions.", [
        "framework.types", "framework.resource_handle", "framework.tensor_shape", "framework.tensor", "framework.attr_value",
        "framework.versions", "framework.op_def", "framework.node_def", "framework.function", "framework.graph"]),
    ("meta_graph", "Meta graphs and what their collections hold.", [
        "protobuf.saver", "framework.variable", "protobuf.queue_runner", "protobuf.control_flow", "protobuf.meta_graph",
        "protobuf.saved_model"]),
    ("config", "Options of sessions and runs, clusters, devices.", [
        "protobuf.config", "protobuf.tensorflow_server", "framework.device_attributes", "lib.core.error_codes"]),
    ("step_stats", "What a traced run recorded.", [
        "framework.allocation_description", "framework.tensor_description", "framework.step_stats", "framework.cost_graph"]),
    ("summary", "Summaries and the events that carry them.", ["framework.summary", "util.event"]),
    ("checkpoint", "Checkpoints: both table formats and the state file.", [
        "framework.tensor_slice", "util.saved_tensor_slice", "protobuf.tensor_bundle", "@tensorflow.python.training.checkpoint_state_pb2"]),
    ("example", "Examples, the records of training data.", [
        "example.feature", "example.example"]),
    ("projector", "Configuration of TensorBoard's embedding projector.", [
        "@tensorflow.contrib.tensorboard.plugins.projector.projector_config_pb2"]),
]

# Fields of later versions that tf0 sends to later servers; servers of 0.12.1 ignore them.
LATER = {
    "ConfigProto": ["bool isolate_session_state = 15;"],
}

SCALARS = {
    F.TYPE_DOUBLE: "double", F.TYPE_FLOAT: "float", F.TYPE_INT64: "int64", F.TYPE_UINT64: "uint64", F.TYPE_INT32: "int32",
    F.TYPE_FIXED64: "fixed64", F.TYPE_FIXED32: "fixed32", F.TYPE_BOOL: "bool", F.TYPE_STRING: "string", F.TYPE_BYTES: "bytes",
    F.TYPE_UINT32: "uint32", F.TYPE_SINT32: "sint32", F.TYPE_SINT64: "sint64",
}


def strip(name):
  """Name relative to the package, so that our files need no package but TensorFlow's."""
  for package in ("tensorflow.error.", "tensorflow."):
    if name.startswith(package):
      return name[len(package):]
  return name.split(".")[-1]


def type_name(field):
  if field.type == F.TYPE_MESSAGE:
    return strip(field.message_type.full_name)
  if field.type == F.TYPE_ENUM:
    return strip(field.enum_type.full_name)
  return SCALARS[field.type]


def is_map(field):
  return field.type == F.TYPE_MESSAGE and field.message_type.has_options and field.message_type.GetOptions().map_entry


def field_line(field):
  if is_map(field):
    entry = field.message_type.fields_by_name
    return "map<%s, %s> %s = %d;" % (type_name(entry["key"]), type_name(entry["value"]), field.name, field.number)
  label = "repeated " if field.label == F.LABEL_REPEATED else ""
  return "%s%s %s = %d;" % (label, type_name(field), field.name, field.number)


def enum_lines(enum, indent):
  numbers = [value.number for value in enum.values]
  yield indent + "enum %s {" % enum.name
  if len(set(numbers)) != len(numbers):
    yield indent + "  option allow_alias = true;"
  for value in enum.values:
    yield indent + "  %s = %d;" % (value.name, value.number)
  yield indent + "}"


def message_lines(message, indent=""):
  yield indent + "message %s {" % message.name
  inner = indent + "  "
  for nested in message.nested_types:
    if not (nested.has_options and nested.GetOptions().map_entry):
      for line in message_lines(nested, inner):
        yield line
  for enum in message.enum_types:
    for line in enum_lines(enum, inner):
      yield line
  done = set()
  for field in message.fields:
    oneof = field.containing_oneof
    if oneof is None:
      yield inner + field_line(field)
    elif oneof.name not in done:
      done.add(oneof.name)
      yield inner + "oneof %s {" % oneof.name
      for member in oneof.fields:
        yield inner + "  " + field_line(member)
      yield inner + "}"
  for line in LATER.get(message.name, []):
    yield inner + "// Not in 0.12.1."
    yield inner + line
  yield indent + "}"


def main(out):
  for group, purpose, modules in GROUPS:
    lines = ["// " + purpose, 'syntax = "proto3";', "package tensorflow;", ""]
    for name in modules:
      module = name[1:] if name.startswith("@") else "tensorflow.core.%s_pb2" % name
      descriptor = importlib.import_module(module).DESCRIPTOR
      assert descriptor.syntax == "proto3", module
      order = FileDescriptorProto()
      descriptor.CopyToProto(order)
      for enum in order.enum_type:
        lines += list(enum_lines(descriptor.enum_types_by_name[enum.name], "")) + [""]
      for message in order.message_type:
        lines += list(message_lines(descriptor.message_types_by_name[message.name])) + [""]
    if group == "meta_graph":
      lines += ["// google.protobuf.Any, of which only the bytes matter here.", "message Any {", "  string type_url = 1;",
                "  bytes value = 2;", "}", ""]
    with open(os.path.join(out, group + ".proto"), "w") as stream:
      stream.write("\n".join(lines))


main(sys.argv[1])
