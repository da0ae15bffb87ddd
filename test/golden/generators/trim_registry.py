"""Trims records of TensorFlow's registry for the tests: usage: trim_registry.py OPS.json SHAPE_CASES.tsv OUT.

OUT/op_defs.json.gz: the op definitions without their summaries. OUT/shapes/shape_fn_cases.tsv.gz: op, kind, input shapes,
expected result, context and place of each case.
"""
import gzip, json, sys

ops, cases, out = sys.argv[1:]
defs = json.load(open(ops))
for op in defs.values():
    op.pop('summary', None)
with open(out + '/op_defs.json.gz', 'wb') as file:
    file.write(gzip.compress(json.dumps(defs, separators=(',', ':')).encode(), mtime=0))
lines = []
for line in open(cases).read().split('\n')[1:]:
    if line:
        _, test, number, op, kind, inputs, expected, context = (line.split('\t') + [''] * 8)[:8]
        lines.append('\t'.join([op, kind, inputs, expected, context, '%s:%s' % (test, number)]))
with open(out + '/shapes/shape_fn_cases.tsv.gz', 'wb') as file:
    file.write(gzip.compress(('\n'.join(lines) + '\n').encode(), mtime=0))
