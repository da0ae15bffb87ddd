"""Asks TensorFlow 0.12.1 (Python 2.7) what snippets with Defun and Declare build and compute. Usage: functions.py SNIPPETS.py OUT.json

Snippets begin with a line `#: name`. Of each are kept the source, the GraphDef as text, the exception, and the printed `result`.
"""
from __future__ import print_function
import json, re, sys
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import function

cases = []
for name, source in zip(*[iter(re.split(r'^#: (\w+)\n', open(sys.argv[1]).read(), flags=re.M)[1:])] * 2):
    tf.reset_default_graph()
    tf.set_random_seed(7)
    names = {'tf': tf, 'np': np, 'function': function, 'result': None, '__name__': '__main__'}
    case = {'id': name, 'source': source.strip('\n') + '\n', 'error': None}
    try:
        exec(compile(source, '<snippet %s>' % name, 'exec'), names)
    except Exception as e:
        case['error'] = [type(e).__name__, str(e).split('\n')[0]]
    case['graph'] = str(tf.get_default_graph().as_graph_def())
    case['result'] = None if names['result'] is None else repr(names['result'])
    cases.append(case)
    print(name, case['error'] or '', case['result'])
with open(sys.argv[2], 'w') as out:
    json.dump(cases, out, indent=1, sort_keys=True)
