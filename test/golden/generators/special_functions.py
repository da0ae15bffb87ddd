"""Writes special_functions.json: values of special functions from mpmath with 50 digits. Usage: special_functions.py > OUT"""
import json
import mpmath as mp

mp.mp.dps = 50
xs = [-5.5, -2.75, -1.5, -0.3, 1e-8, 0.01, 0.3, 0.75, 1.0, 1.2, 1.999, 2.0, 2.4999, 2.5, 3.7, 5.0, 9.99, 10.0, 27.0, 150.0]
out = {}


def put(name, f, cases):
    rows = []
    for args in cases:
        rows.append([*args, float(f(*[mp.mpf(a) for a in args]))])
    out[name] = rows


put('erf', mp.erf, [[x] for x in xs])
put('erfc', mp.erfc, [[x] for x in xs if x <= 27])
put('lgamma', lambda x: mp.log(abs(mp.gamma(x))), [[x] for x in xs])
put('digamma', lambda x: mp.digamma(x), [[x] for x in xs])
put('zeta', lambda s, q: mp.zeta(s, q), [[s, q] for s in [1.1, 2.0, 3.5, 10.0, 40.0] for q in [0.1, 1.0, 2.5, 30.0]])
put('polygamma', lambda n, x: mp.psi(int(n), x), [[n, x] for n in [0.0, 1.0, 2.0, 5.0] for x in [0.2, 1.0, 3.5, 20.0]])
put('igamma', lambda a, x: mp.gammainc(a, 0, x, regularized=True), [[a, x] for a in [0.1, 0.5, 1.0, 3.0, 10.0, 100.0] for x in [0.05, 0.5, 1.0, 2.0, 8.0, 90.0]])
put('igammac', lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True), [[a, x] for a in [0.1, 0.5, 1.0, 3.0, 10.0, 100.0] for x in [0.05, 0.5, 1.0, 2.0, 8.0, 90.0]])
put('betainc', lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True), [[a, b, x] for a in [0.2, 1.0, 5.0, 30.0] for b in [0.5, 2.0, 20.0] for x in [0.01, 0.3, 0.5, 0.9]])
print('{')
print(',\n'.join('"%s": %s' % (name, json.dumps(rows)) for name, rows in out.items()))
print('}')
