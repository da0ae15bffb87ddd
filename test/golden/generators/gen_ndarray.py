"""Writes ndarray/numpy.json: casts, elementwise operations and reductions as numpy computes them. Python 2.7, numpy 1.16.6.

Usage: python gen_ndarray.py OUT.json
"""
import base64
import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")

TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.75, 3.7, -3.7, 127.5, 255.9, 300.5, -300.5, 32768.0, 65504.0, 65519.9, 65520.0, 7e4, 2.1e9, 2147483647.5,
          -2147483648.0, -2147483649.0, 3e9, 4294967301.0, 1e15, 9.2e18, 1e19, -1e19, 1e38, 1e39, 1e300, 5.96e-8, 2.98e-8, 2.99e-8, 6.1e-5, 1e-40, 1e-310,
          2049.0, 2051.0, 1.00048828125, 1.0004882812500002, np.nan, np.inf, -np.inf]
WHOLE = [0, 1, -1, 2, 7, 127, 128, 255, 256, -129, 32767, 32768, 65535, 65536, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 31, -2 ** 31, 2 ** 53 + 1, 2 ** 54 + 3,
         -2 ** 63, 2 ** 63 - 1, 9007199791611905, 0x7fffffbfffffffff, 65519, 65521, 2049, 2051]


def encode(array):
    array = np.asarray(array)
    if array.dtype == np.uint64:
        array = array.astype(np.int64)
    # NaNs differ in their sign bit, which means nothing
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), np.array(np.nan, array.dtype), array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "b64": base64.b64encode(np.ascontiguousarray(array).tobytes())}


def source(name):
    kind = np.dtype(name).kind
    if kind == "f":
        return np.array(FLOATS, name)
    if kind == "c":
        return np.array([complex(x, y) for x, y in zip(FLOATS, FLOATS[3:] + FLOATS[:3])], name)
    if kind == "b":
        return np.array([True, False])
    return np.array(WHOLE, np.int64).astype(name)


def casts():
    for a in TYPES:
        for b in TYPES:
            yield {"op": "cast", "x": encode(source(a)), "out": encode(source(a).astype(b))}


OPS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.true_divide, "floordiv": np.floor_divide, "mod": np.remainder,
       "maximum": np.maximum, "minimum": np.minimum, "lt": np.less, "ge": np.greater_equal, "eq": np.equal, "ne": np.not_equal}


def operand(rng, name, shape):
    kind = np.dtype(name).kind
    if kind == "b":
        return np.asarray(rng.rand(*shape) > 0.5)
    if kind in "iu":
        return np.asarray(rng.randint(-100 if kind == "i" else 0, 100, shape)).astype(name)
    if kind == "c":
        return np.asarray(rng.randn(*shape) + 1j * rng.randn(*shape)).astype(name)
    return np.asarray(rng.randn(*shape) * 3).astype(name)


def binary():
    rng = np.random.RandomState(0)
    shapes = [([3, 4], [3, 4]), ([3, 4], [4]), ([3, 1], [1, 4]), ([2, 1, 3], [4, 1]), ([5], []), ([], [2, 3]), ([0, 3], [3])]
    count = 0
    for op in sorted(OPS):
        for a in TYPES:
            for b in TYPES:
                if (TYPES.index(a) * 7 + TYPES.index(b) * 5 + sorted(OPS).index(op)) % 4:
                    continue
                if op in ("floordiv", "mod", "maximum", "minimum", "lt", "ge", "div") and "complex" in a + b:
                    continue
                left, right = shapes[count % len(shapes)]
                count += 1
                x, y = operand(rng, a, left), operand(rng, b, right)
                try:
                    out = OPS[op](x, y)
                except TypeError:
                    continue
                yield {"op": op, "x": encode(x), "y": encode(y), "out": encode(out)}


def with_scalars():
    rng = np.random.RandomState(1)
    for a in TYPES:
        x = operand(rng, a, [4])
        for scalar in [2, -3, 200, 300, 70000, 2 ** 40, 0.5, 1e6, 1e39]:
            # TensorFlow has no uint32
            if isinstance(scalar, int) and (x + scalar).dtype == np.uint32:
                continue
            yield {"op": "add", "x": encode(x), "scalar": scalar, "out": encode(x + scalar)}


def reductions():
    rng = np.random.RandomState(2)
    for shape, axes in [([1000], [None]), ([7], [None, 0]), ([4, 130], [None, 0, 1, -1]), ([3, 20, 5], [None, 0, 1, 2, (0, 1), (1, 2), (0, 2)]), ([2, 0], [0])]:
        for name in ["float32", "float64", "float16", "int32", "uint8", "bool", "complex64", "int64"]:
            if len(shape) == 1 and shape[0] == 1000 and name not in ("float32", "float16"):
                continue
            x = operand(rng, name, shape)
            for axis in axes:
                for op in ["sum", "mean", "max", "min", "argmax", "argmin"]:
                    if name.startswith("complex") and op not in ("sum", "mean"):
                        continue
                    if isinstance(axis, tuple) and op.startswith("arg"):
                        continue
                    try:
                        out = getattr(x, op)(axis=axis)
                    except ValueError:
                        continue
                    yield {"op": op, "x": encode(x), "axis": axis, "out": encode(out)}


def main(path):
    cases = {"casts": list(casts()), "binary": list(binary()), "scalars": list(with_scalars()), "reductions": list(reductions())}
    # inputs that are used repeatedly are written once
    pool, index = [], {}
    for case in cases["casts"] + cases["reductions"] + cases["scalars"]:
        key = json.dumps(case["x"], sort_keys=True)
        if key not in index:
            index[key] = len(pool)
            pool.append(case["x"])
        case["x"] = index[key]
    cases["inputs"] = pool
    with open(path, "w") as f:
        f.write("{" + ",\n".join('"%s": [\n%s\n]' % (key, ",\n".join(json.dumps(case, sort_keys=True) for case in cases[key])) for key in sorted(cases)) + "}\n")


main(*sys.argv[1:])
