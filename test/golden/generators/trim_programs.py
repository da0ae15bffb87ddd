"""Trims records of legacy programs for the tests: usage: trim_programs.py RECORDS OUT.

RECORDS holds one folder per program (graph.pbtxt.gz, results.json). Writes the graphs of the two tutorials and, as one file,
the micro graphs on the order of reads and updates with their one-thread results.
"""
import gzip, json, shutil, sys

records, out = sys.argv[1:]
for program in ('00-seed-tutorial', '01-mnist-softmax'):
    shutil.copy('%s/%s/graph.pbtxt.gz' % (records, program), '%s/%s.pbtxt.gz' % (out, program))
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
