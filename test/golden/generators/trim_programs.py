"""Trims records of legacy programs for the tests: usage: trim_programs.py RECORDS OUT.

RECORDS holds one folder per program (graph.pbtxt.gz, results.json). Writes the graphs of programs whose graphs tf0 builds
node by node, the data of one of them, and, as one file, the micro graphs on the order of reads and updates with
their one-thread results.
"""
import gzip, json, re, shutil, sys
import numpy

records, out = sys.argv[1:]
programs = (
    '00-seed-tutorial', '01-mnist-softmax', '02-mnist-fully-connected-feed', '03-mnist-lenet-selftest', '04-mandelbrot',
    '05-word2vec-basic', '06-ptb-word-lm', '07-alexnet-benchmark', '11-genetic-algorithm', '12-vae-mnist', '13-gan-mnist', '14-softmax-csv-checkpoints',
    '15-cliffwalk-actor-critic',
)
for program in programs:
    graph = gzip.open('%s/%s/graph.pbtxt.gz' % (records, program)).read()
    # the grid of the Mandelbrot set has 624,000 numbers: the first 100 are kept
    graph = re.sub(rb'((?: +scomplex_val: .*\n){100})(?: +scomplex_val: .*\n)+', rb'\1', graph)
    with open('%s/%s.pbtxt.gz' % (out, program), 'wb') as file:
        file.write(gzip.compress(graph, mtime=0))
for file, name in (('eval', 'evaluation'), ('train', 'training')):
    shutil.copyfile('%s/14-softmax-csv-checkpoints/%s.csv.gz' % (records, file), '%s/14-%s.csv.gz' % (out, name))
folder = records + '/00-ref-variable-order/'
cases = {}
for name, record in json.load(open(folder + 'results.json')).items():
    cases[name] = {
        'description': record['description'], 'feed': record['feed'], 'fetch': record['fetch_names'], 'order': record['exec_order_one_thread'],
        'one_thread': [result['value'] for result in record['results']['threads_1_1']],
        'graph': gzip.open(folder + name + '.pbtxt.gz', 'rt').read(),
    }
with open(out + '/variable_order.json.gz', 'wb') as file:
    file.write(gzip.compress(json.dumps(cases).encode(), mtime=0))


def trace(program):
    return json.load(open('%s/%s/trace.json' % (records, program)))


def fetched(program, signature, position):
    """What all runs of a signature gave at that place of their results."""
    return [run['out'][position] for run in trace(program)['runs'] if run['s'] == signature]


def final_variables(program):
    """Name, shape, exact sum and sum of magnitudes, first values of what the variables hold in the end."""
    return [{'name': var['name'], 'shape': var['shape'], 'sum': var['sum'], 'abs': var['abs'], 'first': numpy.ravel(var.get('first', var.get('all')))[:5].tolist()}
            for var in trace(program)['variables'][-1]['vars']]


def evaluations(program, signature, sizes):
    """The sums over each evaluation, of so many runs."""
    values, sums = fetched(program, signature, 0), []
    for size in sizes:
        sums.append(sum(values[:size]))
        values = values[size:]
    assert not values
    return sums


feed = '02-mnist-fully-connected-feed'
cliff = '15-cliffwalk-actor-critic'
extra = trace(cliff)['extra']
runs = {
    'genetic_algorithm': {'history': fetched('11-genetic-algorithm', 4, 0)},
    'lenet': {'losses': fetched('03-mnist-lenet-selftest', 1, 1), 'evaluation': fetched('03-mnist-lenet-selftest', 2, 0)[-1]['first']},
    'softmax_csv': {
        'losses': [run['watch'][0] for run in trace('14-softmax-csv-checkpoints')['runs'] if run['s'] == 2],
        'accuracy': fetched('14-softmax-csv-checkpoints', 3, 0)[0],
    },
    'fully_connected_feed': {
        'losses': fetched(feed, 1, 1), 'summaries': [out['values'][0][1] for out in fetched(feed, 2, 0)],
        'correct': evaluations(feed, 4, 2 * [550, 50, 100]), 'variables': final_variables(feed),
    },
    'vae': {'losses': fetched('12-vae-mnist', 1, 1), 'variables': final_variables('12-vae-mnist')},
    'actor_critic': {
        'actions': json.loads(extra['actions']) if isinstance(extra['actions'], str) else extra['actions'],
        'value_losses': fetched(cliff, 3, 1), 'policy_losses': fetched(cliff, 4, 1), 'values': fetched(cliff, 2, 0)[-48:],
    },
}
with open(out + '/runs.json.gz', 'wb') as file:
    file.write(gzip.compress(json.dumps(runs).encode(), mtime=0))
