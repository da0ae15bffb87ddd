"""Names of TensorFlow's API that programs use: python3 trim_census.py census.tsv ../census.json

Keeps the names that at least two programs use, with the area they belong to and the number of programs.
"""
import csv
import json
import sys

with open(sys.argv[1]) as table:
    rows = [row for row in csv.DictReader(table, delimiter='\t') if int(row['programs_all']) >= 2]
names = {row['symbol']: [row['area'], int(row['programs_all'])] for row in rows if row['symbol'].startswith('tf.')}
with open(sys.argv[2], 'w') as out:
    out.write('{\n' + ',\n'.join('  %s: %s' % (json.dumps(name), json.dumps(value)) for name, value in sorted(names.items())) + '\n}\n')
