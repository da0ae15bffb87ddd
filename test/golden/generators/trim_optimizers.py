"""Cuts TensorFlow's trajectories of optimizers down to what they end with: trim_optimizers.py optimizers.json OUT"""
import json
import sys

source = json.load(open(sys.argv[1]))
optimizers = [
    {
        'expr': case['expr'],
        'kind': case['kind'],
        'train_op': case.get('train_op'),
        'slots': case.get('slots'),
        'train_ops': case.get('train_ops'),
        'third': {name: values[3] for name, values in case['values'].items()},
        'last': {name: values[20] for name, values in case['values'].items()},
    }
    for case in source['optimizers']
    if case['dtype'] == 'float32' and 'values' in case
]
decays = [case for case in source['learning_rate_decays'] if case.get('step_dtype') == 'int32' and 'values' in case]
averages = [case for case in source['moving_averages'] if 'values' in case]
result = {'about': source['about'], 'tensorflow': source['tensorflow'], 'optimizers': optimizers, 'learning_rate_decays': decays, 'moving_averages': averages}
with open(sys.argv[2], 'w') as out:
    json.dump(result, out, separators=(',', ':'), sort_keys=True)
    out.write('\n')
