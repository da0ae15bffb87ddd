"""Trims records of TensorFlow 0.12.1's random ops to what the tests of the samplers read.

python trim_random.py RANDOM_JSON PARAMETERIZED_JSON OUTDIR
RANDOM_JSON holds every run of every op (`expr` says how each was made); long tensors stand as first and last values and their sum.
PARAMETERIZED_JSON is what gen_parameterized_normal.py writes.
"""
import json, sys, os

SAMPLERS = ('random_shuffle_5', 'random_shuffle_10', 'random_shuffle_100', 'random_shuffle_one', 'multinomial', 'random_gamma_alphas',
            'random_gamma_alpha_below_one', 'random_gamma_beta', 'random_uniform_int', 'parameterized_truncated_normal', 'random_uniform_tensor_bounds')


def short(v):
    return float('%.10g' % v) if isinstance(v, float) and abs(v) < 1e300 else v


def flat(v):
    return [x for y in v for x in flat(y)] if isinstance(v, list) else [short(v)]


def run(v):
    if isinstance(v, list):
        return [run(x) for x in v]
    if 'data' in v:
        return {'shape': v['shape'], 'data': flat(v['data'])}
    return {'shape': v['shape'], 'first': [short(x) for x in v['first']], 'last': [short(x) for x in v['last']], 'sum': short(v['sum'])}


source = json.load(open(sys.argv[1]))
cases = []
for family in source['elementwise']:
    for case in family['cases']:
        if 'error' in case or case.get('deterministic') is False:
            continue
        cases.append({'id': family['id'], 'expr': family['expr'], 'seeds': case['attrs'][0][2:], 'shape': case['shape'], 'runs': [run(r) for r in case['runs']]})
others = [{'id': c['id'], 'expr': c['expr'], 'seeds': c['attrs'][0][2:], 'runs': [run(r) for r in c['runs']]}
          for c in source['others'] if 'runs' in c and (c['id'].startswith(SAMPLERS) or c['id'].endswith('_fed')) and c.get('deterministic') is not False]
queues = [{'id': s['id'], 'seeds': [a[2:] for a in s['attrs'] if a[1] == 'RandomShuffleQueue'][0], 'runs': [run(x) for x in s['sessions'][0]]}
          for s in source['streams'] if 'queue' in s['id']]
for case in json.load(open(sys.argv[2])):
    case['runs'] = [flat(r) for r in case['runs']]
    others.append(dict(case, id='parameterized'))


def lines(items):
    return '[\n' + ',\n'.join(json.dumps(i, sort_keys=True, separators=(',', ':')) for i in items) + '\n]'


with open(os.path.join(sys.argv[3], 'samplers.json'), 'w') as f:
    f.write('{"tensorflow":"0.12.1","elementwise":%s,"others":%s,"queues":%s}\n' % (lines(cases), lines(others), lines(queues)))
