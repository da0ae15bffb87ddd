"""Records the definitions of the ops on sets of tf.contrib.metrics (0.12.1), in the form of op_defs.json.gz. Usage: set_op_defs.py OUT.json"""
import json, sys
from tensorflow.contrib.metrics.python.ops import gen_set_ops
from tensorflow.python.framework import op_def_registry

TYPES = {3: 'int32', 4: 'uint8', 5: 'int16', 6: 'int8', 7: 'string', 9: 'int64', 17: 'uint16'}


def arg(one):
    return [one.name, TYPES[one.type] if one.type else one.type_attr]


def attr(one):
    made = {'name': one.name, 'type': str(one.type)}
    if one.HasField('allowed_values'):
        made['allowed'] = [TYPES[t] for t in one.allowed_values.list.type]
    if one.HasField('default_value'):
        made['default'] = one.default_value.b
    return made


defs = {}
for op in gen_set_ops._op_def_lib._ops.values():
    op = op.op_def
    defs[op.name] = {'name': op.name, 'inputs': [arg(a) for a in op.input_arg], 'outputs': [arg(a) for a in op.output_arg],
                     'attrs': [attr(a) for a in op.attr], 'is_stateful': op.is_stateful}
with open(sys.argv[1], 'w') as out:
    json.dump(defs, out, indent=1, sort_keys=True)
    out.write('\n')
