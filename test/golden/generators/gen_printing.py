# -*- coding: utf-8 -*-
"""Writes printing/*.json: arrays and scalars with numpy's str and repr. Python 2.7, numpy 1.16.6.

Usage: python gen_printing.py EXPRESSIONS.json OUT.json [SEED COUNT]
EXPRESSIONS.json is a list of expressions over `np`; SEED and COUNT add random arrays of all types.
"""
import base64
import json
import random
import sys

import numpy as np

OPTIONS = [
    {},
    {"suppress": True},
    {"suppress": True, "precision": 3},
    {"precision": 3},
    {"precision": 0},
    {"precision": 4, "floatmode": "fixed"},
    {"floatmode": "unique"},
    {"floatmode": "maxprec_equal"},
    {"sign": "+"},
    {"sign": " "},
    {"precision": 4, "suppress": True, "floatmode": "fixed"},
    {"linewidth": 40},
    {"threshold": 5, "edgeitems": 2},
]
DEFAULTS = dict(precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False, sign="-", floatmode="maxprec")


def record(value):
    array = np.asarray(value)
    out = {"dtype": array.dtype.name, "shape": list(array.shape), "str": str(value), "repr": repr(value)}
    if array.dtype.kind in "SO":
        items = array.ravel().tolist()
        out["dtype"] = "string" if all(isinstance(item, str) for item in items) else "object"
        # a character for each byte
        out["data"] = [item.decode("latin-1") if isinstance(item, str) else item for item in items]
        if array.dtype.kind == "S":
            out["dtype_name"] = "'%s'" % array.dtype
    else:
        raw = array.tobytes()
        if array.size > 8 and raw == raw[: array.itemsize] * array.size:
            out["fill"] = base64.b64encode(raw[: array.itemsize])
        elif array.size > 40 and array.dtype.kind in "if" and (array.ravel() == np.arange(array.size)).all():
            out["arange"] = True
        else:
            out["b64"] = base64.b64encode(raw)
    if not isinstance(value, np.ndarray):
        out["scalar"] = True
    return out


def numbers(rng, n, dtype):
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.rand(n) > 0.5
    if kind in "iu":
        info = np.iinfo(dtype)
        top = min(info.max, 10 ** rng.randint(1, 19))
        low = 0 if kind == "u" or rng.rand() < 0.3 else -top
        return np.array([random.randint(max(low, info.min), top) for _ in range(n)], dtype)
    if kind == "c":
        real = np.float32 if np.dtype(dtype).itemsize == 8 else np.float64
        out = np.zeros(n, dtype)
        out.real, out.imag = numbers(rng, n, real), numbers(rng, n, real)
        return out
    style = rng.randint(0, 7)
    with np.errstate(all="ignore"):
        if style == 0:
            out = rng.randn(n)
        elif style == 1:
            out = rng.randn(n) * 10.0 ** rng.randint(-12, 12)
        elif style == 2:
            out = rng.randint(-50, 50, n) / float(rng.choice([1, 2, 4, 8, 10, 100]))
        elif style == 3:
            out = 10.0 ** rng.uniform(-300, 300, n)
        elif style == 4:
            out = rng.rand(n)
        elif style == 5:
            out = np.round(rng.randn(n) * 100, rng.randint(0, 4))
        else:
            # any bits at all: denormals, infinities, NaN
            out = np.frombuffer(rng.bytes(n * np.dtype(dtype).itemsize), dtype)
            return np.where(np.isnan(out), np.array(np.nan, dtype), out)
        out = out.astype(dtype)
        for special in (np.nan, np.inf, -np.inf, -0.0):
            if n and rng.rand() < 0.1:
                out[rng.randint(n)] = special
    return out


def fuzz(seed, count):
    random.seed(seed)
    rng = np.random.RandomState(seed)
    for _ in range(count):
        dtype = random.choice(["float32"] * 4 + ["float64"] * 3 + ["float16", "complex64", "complex128", "int8", "uint8", "int16", "uint16", "int32", "int64", "bool"])
        shape = [random.choice([0, 1, 2, 3, 4, 5, 7, 12]) if random.random() < 0.05 else random.choice([1, 2, 3, 4, 5, 7, 12]) for _ in range(random.choice([0, 1, 1, 2, 2, 3]))]
        array = numbers(rng, int(np.prod(shape)), np.dtype(dtype)).reshape(shape)
        options = random.choice(OPTIONS) if random.random() < 0.4 else {}
        np.set_printoptions(**dict(DEFAULTS, **options))
        entry = record(array[()] if not shape and random.random() < 0.7 else array)
        if options:
            entry["options"] = options
        yield entry
    np.set_printoptions(**DEFAULTS)


def main(expressions, out, seed=0, count=0):
    entries = []
    for expression in json.load(open(expressions)):
        entry = record(eval(expression, {"np": np}))
        entry["expr"] = expression
        entries.append(entry)
    entries += list(fuzz(int(seed), int(count)))
    with open(out, "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(entry, sort_keys=True) for entry in entries) + "\n]\n")


main(*sys.argv[1:])
