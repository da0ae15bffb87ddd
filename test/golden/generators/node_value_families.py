"""Nodes of every family of ops with random valid inputs, by seed: many shapes and types, ordinary and extreme values. No TensorFlow in here."""
import zlib
import numpy as np

FLOATS = ['float32', 'float64', 'float16']
COMPLEX = ['complex64', 'complex128']
INTS = ['int32', 'int64', 'uint8', 'int8', 'int16', 'uint16']
NUMBERS = FLOATS + COMPLEX + INTS
MODES = ['const', 'feed', 'hidden']
SHAPES = [(), (1,), (3,), (7,), (0,), (17,), (2, 3), (1, 5), (5, 1), (3, 0), (4, 1, 3), (2, 3, 4), (0, 2, 3), (1, 1, 1), (2, 1, 3, 2), (3, 1, 2, 1, 2),
          (1, 2, 2, 1, 2, 2), (33,), (5, 13)]


class Family(object):
    def __init__(self, name):
        self.name, self.r, self.cases = name, np.random.RandomState(zlib.crc32(name) & 0x7fffffff), []

    def pick(self, items):
        return items[self.r.randint(len(items))]

    def add(self, op, inputs, note='', feeding=None, runs=1, **attrs):
        inputs = [[np.asarray(x) for x in v] if isinstance(v, list) else np.asarray(v) for v in inputs]
        self.cases.append({'op': op, 'inputs': inputs, 'attrs': attrs, 'mode': feeding or self.pick(MODES), 'note': note, 'runs': runs})

    # values
    def values(self, dtype, shape, kind='normal'):
        r, size = self.r, int(np.prod(shape, dtype=int))
        if dtype == 'string':
            words = [b'', b'a', b'abc', b'x\x00y', b'\xff\xfe', u'h\xe9llo'.encode('utf8'), b'12', b'-3.5', b' b ', b'a,b', b'\xe2\x82\xac', b'\x00']
            return np.array([self.pick(words) for _ in range(size)], dtype=object).reshape(shape)
        if dtype == 'bool':
            return r.randint(0, 2, shape).astype(bool)
        if dtype in COMPLEX:
            part = 'float32' if dtype == 'complex64' else 'float64'
            return (self.values(part, shape, kind) + 1j * self.values(part, shape, kind).astype(dtype)).astype(dtype).reshape(shape) \
                if kind != 'special' else self.complex_special(dtype, shape)
        if dtype in FLOATS:
            return self.reals(dtype, shape, size, kind)
        info = np.iinfo(dtype)
        if kind == 'special':
            pool = [info.min, info.max, 0, 1, info.max - 1, info.min + 1, 2, 5] + ([-1, -2, -7] if info.min < 0 else [7])
            return np.array([self.pick(pool) for _ in range(size)], dtype).reshape(shape)
        if kind == 'wide':
            return np.array([int(r.randint(0, 2 ** 31 - 1)) * 2 ** 33 + int(r.randint(0, 2 ** 31 - 1)) * 4 + int(r.randint(0, 4)) & (2 ** 63 - 1)
                             for _ in range(size)], 'int64').astype(dtype).reshape(shape)
        if kind == 'positive':
            return r.randint(1, 10, shape).astype(dtype)
        if kind == 'unit':
            return r.randint(0, 2, shape).astype(dtype)
        return r.randint(0 if info.min == 0 else -9, 10, shape).astype(dtype)

    def reals(self, dtype, shape, size, kind):
        r = self.r
        if kind == 'special':
            big, tiny = float(np.finfo(dtype).max), float(np.finfo(dtype).tiny)
            pool = [np.nan, np.inf, -np.inf, 0.0, -0.0, big, -big, tiny, -tiny, tiny / 4, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 88.0, -88.0, 1e-3,
                    100.0, -100.0, 3.0, 1 + 2.0 ** -9, 12345.0]
            return np.array([self.pick(pool) for _ in range(size)]).astype(dtype).reshape(shape)
        if kind == 'wide':
            top = 4 if dtype == 'float16' else 30 if dtype == 'float32' else 200
            return (np.exp(r.uniform(-top, top, shape) * np.log(10) * 0.8) * r.choice([-1, 1], shape)).astype(dtype).reshape(shape)
        if kind == 'positive':
            return r.uniform(0.05, 4, shape).astype(dtype) if size else np.zeros(shape, dtype)
        if kind == 'unit':
            return np.asarray(r.uniform(0, 1, shape)).astype(dtype)
        if kind == 'halves':
            return (np.asarray(r.randint(-9, 10, shape)) / 2.0).astype(dtype)
        return np.asarray(r.normal(0, 2, shape)).astype(dtype)

    def complex_special(self, dtype, shape):
        pool = [0, 1, -1, 1j, -1j, 2 - 3j, -2 + 0j, complex(-2, -0.0), 1e-3 + 1e3j, 50 + 3j, -50 - 3j, 0.5 + 0.5j, 3 + 4j, 1e18 + 1e18j, complex(0, 1.5), -0.3 + 2j]
        return np.array([self.pick(pool) for _ in range(int(np.prod(shape, dtype=int)))], dtype).reshape(shape)

    def shape(self, low=0, high=6, empties=True):
        return self.pick([s for s in SHAPES if low <= len(s) <= high and (empties or 0 not in s)])

    def broadcast(self):
        """Two shapes that broadcast."""
        rank = self.r.randint(0, 6)
        full = [self.pick([1, 2, 3, 4, 5, 0 if self.r.rand() < 0.1 else 3]) for _ in range(rank)]
        make = lambda: tuple(1 if self.r.rand() < 0.35 else d for d in full)[(self.r.randint(0, rank + 1) if rank and self.r.rand() < 0.5 else 0):]
        a, b = make(), make()
        return (a, b) if self.r.rand() < 0.85 else (a, a)


def kinds_for(dtype):
    return ['normal', 'special', 'wide', 'positive'] + (['halves', 'unit'] if dtype in FLOATS else [])


def unary(f):
    numeric = ['Abs', 'Acos', 'Asin', 'Atan', 'Ceil', 'Conj', 'Cos', 'Digamma', 'Elu', 'Erf', 'Erfc', 'Exp', 'Floor', 'Imag', 'Inv', 'IsFinite', 'IsInf',
               'IsNan', 'Lgamma', 'Log', 'Log1p', 'Neg', 'Real', 'Reciprocal', 'Relu', 'Relu6', 'Rint', 'Round', 'Rsqrt', 'Sigmoid', 'Sign', 'Sin',
               'Softplus', 'Softsign', 'Sqrt', 'Square', 'Tan', 'Tanh', 'ComplexAbs', 'ZerosLike', 'L2Loss', 'CheckNumerics']
    types = {'Elu': FLOATS, 'Relu': FLOATS + INTS, 'Relu6': FLOATS + INTS, 'Softplus': FLOATS + INTS, 'Softsign': FLOATS + INTS, 'L2Loss': NUMBERS,
             'Imag': COMPLEX, 'Real': COMPLEX, 'Conj': COMPLEX, 'ComplexAbs': COMPLEX, 'CheckNumerics': FLOATS, 'ZerosLike': NUMBERS + ['bool', 'string']}
    for op in numeric:
        for dtype in types.get(op, FLOATS + ['int32', 'int64'] + COMPLEX):
            for kind in kinds_for(dtype):
                attrs = {'message': 'here'} if op == 'CheckNumerics' else {}
                if op in ('Imag', 'Real', 'ComplexAbs') and dtype == 'complex128':
                    attrs['Tout'] = '@float64'
                f.add(op, [f.values(dtype, f.pick([(), (33,), (5, 13), (7,), (2, 3, 4), (0,)] if kind == 'normal' else [(40,), (5, 9)]), kind)], kind, **attrs)
    for op in ['Identity', 'Shape', 'Rank', 'Size', 'ZerosLike', 'StopGradient', 'PreventGradient', 'Where', 'InvertPermutation', 'LogicalNot']:
        for dtype in NUMBERS + ['bool', 'string']:
            if op == 'PreventGradient' or (op == 'InvertPermutation' and dtype not in INTS) or (op in ('Where', 'LogicalNot') and dtype != 'bool'):
                continue
            for _ in range(3 if op in ('Where', 'LogicalNot', 'InvertPermutation') else 1):
                v = f.values(dtype, f.shape())
                f.add(op, [np.asarray(f.r.permutation(f.r.randint(0, 9)), dtype) if op == 'InvertPermutation' else v])
    for _ in range(10):
        f.add('Where', [f.values('bool', f.shape(1, 5))])
    for op in ['Softmax', 'LogSoftmax']:
        for dtype in FLOATS:
            for kind in ['normal', 'wide', 'halves', 'special']:
                f.add(op, [f.values(dtype, f.pick([(3, 5), (1, 1), (4, 17), (0, 3), (3, 1), (9, 64)]), kind)], kind)
    for op in ['SigmoidGrad', 'TanhGrad', 'SqrtGrad', 'RsqrtGrad', 'InvGrad', 'ReciprocalGrad', 'EluGrad', 'ReluGrad', 'Relu6Grad', 'SoftplusGrad', 'SoftsignGrad']:
        real = op in ('EluGrad', 'ReluGrad', 'Relu6Grad', 'SoftplusGrad', 'SoftsignGrad')
        for dtype in FLOATS + (INTS if real and op != 'EluGrad' else [] if real else COMPLEX):
            for kind in ['normal', 'special', 'positive', 'wide']:
                s = f.shape()
                f.add(op, [f.values(dtype, s, kind), f.values(dtype, s, kind)], kind)


def binary(f):
    table = {'Add': NUMBERS + ['string'], 'Sub': FLOATS + COMPLEX + ['int32', 'int64'], 'Mul': NUMBERS, 'Div': NUMBERS, 'RealDiv': NUMBERS,
             'FloorDiv': NUMBERS, 'TruncateDiv': NUMBERS, 'Mod': FLOATS[:2] + ['int32', 'int64'], 'FloorMod': FLOATS[:2] + ['int32', 'int64'],
             'TruncateMod': FLOATS[:2] + ['int32', 'int64'], 'Maximum': FLOATS + ['int32', 'int64'], 'Minimum': FLOATS + ['int32', 'int64'],
             'SquaredDifference': FLOATS + COMPLEX + ['int32', 'int64'], 'Pow': FLOATS + COMPLEX + ['int32', 'int64'],
             'Less': FLOATS + INTS, 'LessEqual': FLOATS + INTS, 'Greater': FLOATS + INTS, 'GreaterEqual': FLOATS + INTS,
             'Equal': NUMBERS + ['bool', 'string'], 'NotEqual': NUMBERS + ['bool', 'string'], 'LogicalAnd': ['bool'], 'LogicalOr': ['bool'],
             'Igamma': FLOATS[:2], 'Igammac': FLOATS[:2], 'Zeta': FLOATS[:2], 'Polygamma': FLOATS[:2], 'Complex': FLOATS[:2]}
    for op, types in sorted(table.items()):
        for dtype in types:
            for kind in (['normal', 'special', 'wide', 'halves', 'positive'] if dtype in FLOATS else ['normal', 'special', 'wide', 'positive']) * 2:
                if dtype in ('bool', 'string') and kind not in ('normal', 'special'):
                    continue
                a, b = f.broadcast()
                x, y = f.values(dtype, a, kind), f.values(dtype, b, kind)
                if dtype in INTS and op in ('Div', 'RealDiv', 'FloorDiv', 'TruncateDiv', 'Mod', 'FloorMod', 'TruncateMod'):
                    y = np.where((y == 0) | (y == -1 if np.iinfo(dtype).min < 0 and kind != 'normal' else y == 0), np.array(3, dtype), y).astype(dtype)
                if dtype in INTS and op == 'Pow':
                    y = np.abs(y % 12).astype(dtype)
                attrs = {'Tout': '@complex128'} if op == 'Complex' and dtype == 'float64' else {}
                if op == 'Polygamma':
                    x = np.floor(np.abs(x) % 6).astype(dtype)
                f.add(op, [x, y], kind, **attrs)
    for _ in range(40):
        a, b = f.broadcast()
        f.add('BroadcastArgs', [np.array(a, 'int32'), np.array(b, 'int32')])
        f.add('BroadcastGradientArgs', [np.array(a, 'int32'), np.array(b, 'int32')])
    for dtype in FLOATS[:2]:
        for _ in range(12):
            s = f.shape()
            f.add('Betainc', [f.values(dtype, f.pick([s, ()]), 'positive'), f.values(dtype, s, 'positive'), f.values(dtype, f.pick([s, ()]), 'unit')])
            a = f.pick([0.1, 1, 5, 30, 200])
            f.add('Igamma', [f.values(dtype, s, 'positive') * np.array(a, dtype), f.values(dtype, s, 'positive') * np.array(a, dtype)])
            f.add('Igammac', [f.values(dtype, s, 'positive') * np.array(a, dtype), f.values(dtype, s, 'positive') * np.array(a, dtype)])
            f.add('Zeta', [f.values(dtype, s, 'positive') * np.array(a, dtype) + np.array(1, dtype), f.values(dtype, s, 'positive') * np.array(a, dtype)])
            f.add('Polygamma', [np.floor(f.values(dtype, s, 'positive')), f.values(dtype, s, 'positive') * np.array(a, dtype)])


def reductions(f):
    for op in ['Sum', 'Prod', 'Mean', 'Max', 'Min', 'All', 'Any', 'ArgMax', 'ArgMin', 'Cumsum', 'Cumprod']:
        for dtype in (['bool'] if op in ('All', 'Any') else NUMBERS if op not in ('Max', 'Min', 'ArgMax', 'ArgMin') else FLOATS + INTS):
            for kind in ['normal', 'special', 'wide', 'positive', 'normal', 'normal'] if dtype != 'bool' else ['normal'] * 8:
                s = f.shape(1 if op[:3] in ('Arg', 'Cum') else 0)
                axis = f.r.randint(0 if op[:3] == 'Arg' else -len(s), len(s)) if s else 0
                index = f.pick(['int32', 'int64'])
                x = f.values(dtype, s, kind)
                if op[:3] == 'Arg':
                    f.add(op, [x, np.array(axis, index)], kind)
                elif op[:3] == 'Cum':
                    f.add(op, [x, np.array(axis, 'int32')], kind, exclusive=bool(f.r.randint(2)), reverse=bool(f.r.randint(2)))
                else:
                    axes = f.r.permutation(len(s))[:f.r.randint(0, len(s) + 1)]
                    axes = [int(a) for a in axes]
                    axes = np.array(axes, index) if len(axes) != 1 or f.r.rand() < 0.5 else np.array(axes[0], index)
                    f.add(op, [x, axes], kind, keep_dims=bool(f.r.randint(2)))
    for dtype in NUMBERS:
        for kind in ['normal', 'special', 'wide']:
            s = f.shape()
            f.add('AddN', [[f.values(dtype, s, kind) for _ in range(f.r.randint(1, 12))]], kind)
    for op in ['SegmentSum', 'SegmentProd', 'SegmentMean', 'SegmentMax', 'SegmentMin', 'UnsortedSegmentSum']:
        for dtype in NUMBERS if op in ('SegmentSum', 'SegmentProd', 'SegmentMean', 'UnsortedSegmentSum') else FLOATS + INTS:
            for index in ['int32', 'int64']:
                for _ in range(2):
                    n = f.r.randint(1, 9)
                    s = (n,) + f.pick([(), (1,), (3,), (2, 2), (17,)])
                    ids = np.cumsum(f.r.randint(0, 2, n)).astype(index)
                    x = f.values(dtype, s, f.pick(['normal', 'wide', 'special']))
                    if op == 'UnsortedSegmentSum':
                        f.add(op, [x, f.r.randint(0, 5, n).astype(index), np.array(f.r.randint(5, 8), 'int32')])
                    else:
                        f.add(op, [x, ids - ids[0] if f.r.rand() < 0.9 else ids * 2])


def casts(f):
    for a in NUMBERS + ['bool']:
        for b in NUMBERS + ['bool']:
            for kind in ['normal', 'special', 'wide', 'halves'] if a in FLOATS else ['normal', 'special', 'wide'] if a != 'bool' else ['normal']:
                f.add('Cast', [f.values(a, f.pick([(24,), (5, 6)]), kind)], kind, DstT='@' + b)
    for a in NUMBERS:
        for b in NUMBERS:
            x, y = np.dtype(a).itemsize, np.dtype(b).itemsize
            s = (3, 2) if x >= y else (3, 2, y // x) if f.r.rand() < 0.8 else (4, 3)
            f.add('Bitcast', [f.values(a, s, 'normal')], type='@' + b)


def movement(f):
    ANY = NUMBERS + ['bool', 'string']
    for dtype in ANY:
        for _ in range(4):
            s = f.shape()
            x = f.values(dtype, s)
            rank = len(s)
            it = f.pick(['int32', 'int64'])
            f.add('Transpose', [x, f.r.permutation(rank).astype(it)])
            f.add('ReverseV2', [x, np.array([int(a) - f.pick([0, rank]) for a in f.r.permutation(rank)[:f.r.randint(0, rank + 1)]], it)])
            f.add('Reverse', [x, f.values('bool', (rank,))])
            if rank:
                f.add('Tile', [x, f.r.randint(0, 4, rank).astype(it)])
                begin = [f.r.randint(0, d + 1) for d in s]
                size = [f.pick([-1, f.r.randint(0, d - b + 1)]) for d, b in zip(s, begin)]
                f.add('Slice', [x, np.array(begin, it), np.array(size, it)])
                pads = f.r.randint(0, 4, (rank, 2))
                f.add('Pad', [x, pads.astype(it)])
                for mode in ['REFLECT', 'SYMMETRIC']:
                    room = [max(0, d - (mode == 'REFLECT')) for d in s]
                    pads = np.array([[f.r.randint(0, m + 1), f.r.randint(0, m + 1)] for m in room]).reshape(rank, 2)
                    f.add('MirrorPad', [x, pads.astype(it)], mode=mode) if 0 not in s else None
                    if 0 not in s and dtype in NUMBERS:
                        f.add('MirrorPadGrad', [f.values(dtype, tuple(np.array(s) + pads.sum(1))), pads.astype(it)], mode=mode)
                axis = f.r.randint(0, rank)
                parts = []
                for _ in range(f.r.randint(2, 5)):
                    t = list(s)
                    t[axis] = f.r.randint(0, 4)
                    parts.append(f.values(dtype, tuple(t)))
                f.add('Concat', [np.array(axis, 'int32'), parts])
                f.add('ConcatV2', [parts, np.array(axis - f.pick([0, rank]), it)])
                f.add('Split', [np.array(axis, 'int32'), f.values(dtype, tuple(d * 3 if i == axis else d for i, d in enumerate(s)))], num_split=3)
                cut = f.r.randint(0, s[axis] + 1)
                f.add('SplitV', [x, np.array([cut, f.pick([-1, s[axis] - cut])], it), np.array(axis, 'int32')], num_split=2)
                f.add('Unpack', [x], axis=int(axis) - f.pick([0, rank]), num=int(s[axis]))
                f.add('Gather', [x, f.r.randint(0, max(1, s[0]), f.shape(0, 3)).astype(it)])
            f.add('Pack', [[f.values(dtype, s) for _ in range(f.r.randint(1, 4))]], axis=int(f.r.randint(-rank - 1, rank + 1)))
            f.add('ExpandDims', [x, np.array(f.r.randint(-rank - 1, rank + 1), it)])
            ones = [i for i, d in enumerate(s) if d == 1]
            f.add('Squeeze', [x], squeeze_dims=[int(i) for i in ones if f.r.rand() < 0.5])
            f.add('Reshape', [x, np.array([-1] + [d for d in s if d > 1][:1], it)]) if 0 not in s else f.add('Reshape', [x, np.array([0, 5], it)])
            f.add('Fill', [np.array(f.shape(), 'int32'), f.values(dtype, ())])
            f.add('Select', [f.values('bool', s), x, f.values(dtype, s)])
            if rank:
                f.add('Select', [f.values('bool', (s[0],)), x, f.values(dtype, s)])
            f.add('Select', [f.values('bool', ()), x, f.values(dtype, s)])
            t = f.shape(1, 5)
            y = f.values(dtype, t)
            q = f.r.randint(1, len(t) + 1)
            if 0 not in t:
                outer = f.pick([(), (3,), (2, 2)])
                f.add('GatherNd', [y, np.stack([f.r.randint(0, d, outer) for d in t[:q]], -1).astype(it)])
            n = f.r.randint(1, 7)
            parts = f.r.randint(0, 3, n)
            z = f.values(dtype, (n,) + f.pick([(), (2,), (2, 3)]))
            f.add('DynamicPartition', [z, parts.astype('int32')], num_partitions=3)
            order = [np.nonzero(parts == k)[0].astype('int32') for k in range(3)]
            if f.r.rand() < 0.3:
                order[1] = order[0]
            f.add('DynamicStitch', [order, [z[o] for o in order]])
            if dtype in NUMBERS + ['string']:
                w = f.values(dtype, (n,), 'unit' if dtype != 'string' else 'normal')
                f.add('Unique', [w])
                f.add('UniqueWithCounts', [w])
                f.add('ListDiff', [w, f.values(dtype, (3,), 'unit' if dtype != 'string' else 'normal')])
            f.add('OneHot', [f.r.randint(-1, 4, f.shape(0, 3)).astype(f.pick(['uint8', 'int32', 'int64'])), np.array(f.r.randint(0, 5), 'int32'),
                             f.values(dtype, ()), f.values(dtype, ())], axis=f.pick([-1, 0]))
    for dtype in NUMBERS + ['bool']:
        for _ in range(4):
            s = f.shape(2, 4)
            x = f.values(dtype, s)
            f.add('MatrixDiag', [f.values(dtype, f.shape(1, 4))])
            f.add('MatrixDiagPart', [x])
            f.add('MatrixSetDiag', [x, f.values(dtype, s[:-2] + (min(s[-2:]),))])
            f.add('MatrixBandPart', [x, np.array(f.r.randint(-1, min(s[-2], 4) + 1), 'int64'), np.array(f.r.randint(-1, min(s[-1], 4) + 1), 'int64')])
            d = f.pick([(3,), (1,), (2, 2), (0,), (2, 1, 2)])
            f.add('Diag', [f.values(dtype, d)])
            f.add('DiagPart', [f.values(dtype, d + d)])
            b = f.r.randint(2, 4)
            f.add('SpaceToDepth', [f.values(dtype, (2, b * 2, b, 3))], block_size=b)
            f.add('DepthToSpace', [f.values(dtype, (2, 2, 3, b * b * 2))], block_size=b)
            blocks = f.r.randint(1, 4, 2)
            pads = f.r.randint(0, 3, (2, 2))
            h, w = [int(f.r.randint(1, 4) * k) for k in blocks]
            rest = f.pick([(), (2,), (1, 2)])
            inner = [max(0, h - pads[0].sum()), max(0, w - pads[1].sum())]
            pads = np.array([[pads[0][0], h + 0 - inner[0] - pads[0][0]], [pads[1][0], w - inner[1] - pads[1][0]]])
            if (pads >= 0).all():
                f.add('SpaceToBatchND', [f.values(dtype, (2, inner[0], inner[1]) + rest), blocks.astype('int32'), pads.astype('int32')])
                f.add('BatchToSpaceND', [f.values(dtype, (int(np.prod(blocks)) * 2, h // blocks[0], w // blocks[1]) + rest), blocks.astype('int64'), pads.astype('int32')])
            n = f.r.randint(1, 5)
            f.add('ReverseSequence', [f.values(dtype, (n, 5, 2)), f.r.randint(0, 6, n).astype(f.pick(['int32', 'int64']))], seq_dim=1, batch_dim=0)
            f.add('ReverseSequence', [f.values(dtype, (5, 2, n)), f.r.randint(0, 6, n).astype('int64')], seq_dim=0, batch_dim=2)
            k = f.r.randint(0, 6)
            f.add('ScatterNd', [f.r.randint(0, 4, (k, 1)).astype('int32'), f.values(dtype, (k, 3)), np.array([4, 3], 'int32')])
            f.add('ScatterNd', [np.stack([f.r.randint(0, 4, k), f.r.randint(0, 3, k)], 1).astype('int64'), f.values(dtype, (k,)), np.array([4, 3], 'int64')])
            f.add('TileGrad', [f.values(dtype, (4, 6)), np.array([2, 3], 'int32')])
            if dtype in FLOATS + INTS:
                f.add('TopKV2', [f.values(dtype, f.pick([(7,), (2, 5), (2, 2, 4)]), f.pick(['normal', 'unit'])), np.array(f.r.randint(0, 5), 'int32')], sorted=True)
                f.add('TopK', [f.values(dtype, f.pick([(7,), (2, 5), (2, 2, 4)]), f.pick(['normal', 'special']))], k=3, sorted=True)
                f.add('ExtractImagePatches', [f.values(dtype, (f.r.randint(1, 3), f.r.randint(3, 9), f.r.randint(3, 9), 2))],
                      ksizes=[1, f.r.randint(1, 4), f.r.randint(1, 4), 1], strides=[1, f.r.randint(1, 4), f.r.randint(1, 4), 1],
                      rates=[1, f.r.randint(1, 3), f.r.randint(1, 3), 1], padding=f.pick(['SAME', 'VALID']))
                t = f.pick(['int32', 'int64'])
                f.add('InTopK', [f.values('float32', (n, 5), f.pick(['normal', 'halves', 'special'])), f.r.randint(0, 5, n).astype(t)], k=int(f.r.randint(1, 6)))
    for dtype in ['float32', 'float64', 'int32', 'int64']:
        for _ in range(6):
            v = f.values(dtype, (3,), 'halves' if dtype[0] == 'f' else 'normal')
            step = v[2] if v[2] else np.array(1, dtype)
            lo, hi = (min(v[:2]), max(v[:2])) if step > 0 else (max(v[:2]), min(v[:2]))
            f.add('Range', [lo, hi, np.asarray(step, dtype)])
            if dtype[0] == 'f':
                f.add('LinSpace', [v[0], v[1], np.array(f.r.randint(1, 9), f.pick(['int32', 'int64']))])


def strided(f):
    for dtype in NUMBERS + ['bool', 'string']:
        for _ in range(10):
            s = f.shape(1, 5)
            n = f.r.randint(1, len(s) + 1)
            begin, end, strides = f.r.randint(-7, 8, n), f.r.randint(-7, 8, n), f.pick([[1], [1, 2, -1, -2, 3]])
            strides = np.array([f.pick(strides) for _ in range(n)])
            mask = lambda p: int(sum(1 << i for i in range(n) if f.r.rand() < p))
            attrs = dict(begin_mask=mask(0.3), end_mask=mask(0.3), new_axis_mask=mask(0.15), ellipsis_mask=(1 << f.r.randint(n)) if f.r.rand() < 0.2 else 0)
            shrink = mask(0.15)
            for i in range(n):
                if shrink >> i & 1:
                    strides[i] = 1
                    if i < len(s) and s[i]:
                        begin[i] = f.r.randint(0, s[i])
            attrs['shrink_axis_mask'] = shrink
            it = f.pick(['int32', 'int64'])
            spec = [begin.astype(it), end.astype(it), strides.astype(it)]
            f.add('StridedSlice', [f.values(dtype, s)] + spec, **attrs)
            try:
                x = np.zeros(s)
                index = []
                for i in range(n):
                    if attrs['ellipsis_mask'] >> i & 1: index.append(Ellipsis)
                    elif attrs['new_axis_mask'] >> i & 1: index.append(None)
                    elif shrink >> i & 1: index.append(int(begin[i]))
                    else: index.append(slice(None if attrs['begin_mask'] >> i & 1 else begin[i], None if attrs['end_mask'] >> i & 1 else end[i], strides[i]))
                y = x[tuple(index)].shape
            except (IndexError, ValueError):
                continue
            if dtype != 'string':
                f.add('StridedSliceGrad', [np.array(s, it)] + spec + [f.values(dtype, y)], **attrs)
                f.add('StridedSliceAssign', [f.values(dtype, s)] + spec + [f.values(dtype, y)], **attrs) if 0 not in s else None


def linalg(f):
    for dtype in FLOATS + ['int32'] + COMPLEX:
        for _ in range(10):
            m, k, n = [f.pick([0, 1, 2, 3, 5, 8, 17]) for _ in range(3)]
            ta, tb = bool(f.r.randint(2)), bool(f.r.randint(2))
            kind = f.pick(['normal', 'normal', 'positive', 'wide', 'special'])
            f.add('MatMul', [f.values(dtype, (k, m) if ta else (m, k), kind), f.values(dtype, (n, k) if tb else (k, n), kind)], kind, transpose_a=ta, transpose_b=tb)
            b = f.pick([(), (2,), (3, 1), (0,)])
            f.add('BatchMatMul', [f.values(dtype, b + ((k, m) if ta else (m, k)), kind), f.values(dtype, b + ((n, k) if tb else (k, n)), kind)], kind, adj_x=ta, adj_y=tb)
    for _ in range(10):
        m, k, n = [f.pick([1, 2, 3, 5, 8]) for _ in range(3)]
        ta, tb = bool(f.r.randint(2)), bool(f.r.randint(2))
        f.add('SparseMatMul', [f.values('float32', (k, m) if ta else (m, k)), f.values('float32', (n, k) if tb else (k, n))], transpose_a=ta, transpose_b=tb,
              a_is_sparse=bool(f.r.randint(2)), b_is_sparse=bool(f.r.randint(2)))
    for dtype in ['float32', 'float64']:
        for _ in range(6):
            n = f.pick([1, 2, 3, 5, 0])
            b = f.pick([(), (2,), (2, 1)])
            x = f.values(dtype, b + (n, n))
            spd = np.matmul(x, np.swapaxes(x, -1, -2)) + np.eye(n, dtype=dtype)
            f.add('Cholesky', [spd.astype(dtype)])
            f.add('CholeskyGrad', [np.linalg.cholesky(spd).astype(dtype), f.values(dtype, b + (n, n))]) if n else None
            good = (x + 3 * np.eye(n, dtype=dtype)).astype(dtype)
            f.add('MatrixInverse', [good], adjoint=bool(f.r.randint(2)))
            f.add('MatrixDeterminant', [x])
            f.add('MatrixSolve', [good, f.values(dtype, b + (n, 2))], adjoint=bool(f.r.randint(2)))
            f.add('MatrixTriangularSolve', [good, f.values(dtype, b + (n, 2))], adjoint=bool(f.r.randint(2)), lower=bool(f.r.randint(2)))
            m = f.pick([2, 3, 6])
            f.add('MatrixSolveLs', [f.values(dtype, b + (m, n)) , f.values(dtype, b + (m, 2)), np.array(f.pick([0.0, 0.1, 1.0]))], fast=bool(f.r.randint(2))) if n else None
            f.add('SelfAdjointEigV2', [(x + np.swapaxes(x, -1, -2)).astype(dtype)], compute_v=False)
            f.add('SelfAdjointEig', [spd.astype(dtype)]) if 0 else None
            f.add('Svd', [f.values(dtype, b + (m, n))], compute_uv=False) if n else None
    for dtype in FLOATS + INTS:
        s = f.pick([(3,), (2, 3), (2, 2, 3)])
        f.add('Cross', [f.values(dtype, s), f.values(dtype, s)])


def nn(f):
    for dtype in ['float32', 'float16', 'float64', 'float32', 'float32']:
        for _ in range(12):
            pad = f.pick(['SAME', 'VALID'])
            b, h, w, c, o = f.r.randint(1, 4), f.r.randint(1, 12), f.r.randint(1, 12), f.r.randint(1, 6), f.r.randint(1, 7)
            kh, kw = f.r.randint(1, min(h, 5) + 1), f.r.randint(1, min(w, 5) + 1)
            st = f.r.randint(1, 4)
            strides = [1, st, st, 1]
            x, k = f.values(dtype, (b, h, w, c)), f.values(dtype, (kh, kw, c, o))
            oh, ow = [-(-d // st) if pad == 'SAME' else -(-(d - q + 1) // st) for d, q in ((h, kh), (w, kw))]
            f.add('Conv2D', [x, k], strides=strides, padding=pad)
            if dtype != 'float64':
                g = f.values(dtype, (b, oh, ow, o))
                f.add('Conv2DBackpropInput', [np.array(x.shape, 'int32'), k, g], strides=strides, padding=pad)
                f.add('Conv2DBackpropFilter', [x, np.array(k.shape, 'int32'), g], strides=strides, padding=pad)
            m = f.r.randint(1, 4)
            if dtype != 'float16':
                dk = f.values(dtype, (kh, kw, c, m))
                g = f.values(dtype, (b, oh, ow, c * m))
                f.add('DepthwiseConv2dNative', [x, dk], strides=strides, padding=pad)
                f.add('DepthwiseConv2dNativeBackpropInput', [np.array(x.shape, 'int32'), dk, g], strides=strides, padding=pad)
                f.add('DepthwiseConv2dNativeBackpropFilter', [x, np.array(dk.shape, 'int32'), g], strides=strides, padding=pad)
            ps = [1, f.r.randint(1, 4), f.r.randint(1, 4), 1]
            ks = [1, kh, kw, 1]
            po = [-(-d // q) if pad == 'SAME' else -(-(d - z + 1) // q) for d, q, z in ((h, ps[1], kh), (w, ps[2], kw))]
            special = f.values(dtype, (b, h, w, c), f.pick(['normal', 'halves', 'special']))
            f.add('MaxPool', [special], ksize=ks, strides=ps, padding=pad)
            f.add('AvgPool', [x], ksize=ks, strides=ps, padding=pad)
            f.add('AvgPoolGrad', [np.array(x.shape, 'int32'), f.values(dtype, (b, po[0], po[1], c))], ksize=ks, strides=ps, padding=pad)
            if dtype == 'float32':
                f.add('MaxPoolWithArgmax', [x], ksize=ks, strides=ps, padding=pad)
                f.add('LRN', [x], depth_radius=f.r.randint(0, 4), bias=float(f.pick([1, 0.5, 2])), alpha=float(f.pick([1, 0.1, 1e-4])), beta=float(f.pick([0.5, 0.75, 1])))
                f.add('LRNGrad', [f.values(dtype, x.shape), x, f.values(dtype, x.shape)], depth_radius=f.r.randint(0, 4), beta=0.75) if 0 else None
            if dtype != 'float64':
                halves = f.values(dtype, (b, h, w, c), 'halves')
                out = np.zeros((b, po[0], po[1], c), dtype)
                top, left = [max(0, (n - 1) * q + z - d) // 2 if pad == 'SAME' else 0 for n, d, q, z in ((po[0], h, ps[1], kh), (po[1], w, ps[2], kw))]
                for i in range(po[0]):
                    for j in range(po[1]):
                        y0, x0 = i * ps[1] - top, j * ps[2] - left
                        win = halves[:, max(0, y0):y0 + kh, max(0, x0):x0 + kw]
                        out[:, i, j] = win.max((1, 2)) if win.size else 0
                f.add('MaxPoolGrad', [halves, out, f.values(dtype, out.shape)], ksize=ks, strides=ps, padding=pad)
    for dtype in ['float32', 'float64', 'float32']:
        for _ in range(6):
            pad = f.pick(['SAME', 'VALID'])
            dims = [f.r.randint(2, 6) for _ in range(3)]
            ks, st = [f.r.randint(1, d + 1) for d in dims], [f.r.randint(1, 3)] * 3
            c, o, b = f.r.randint(1, 4), f.r.randint(1, 4), f.r.randint(1, 3)
            od = [-(-d // q) if pad == 'SAME' else -(-(d - z + 1) // q) for d, q, z in zip(dims, st, ks)]
            x, k = f.values(dtype, [b] + dims + [c]), f.values(dtype, ks + [c, o])
            strides, ksize = [1] + st + [1], [1] + ks + [1]
            g = f.values(dtype, [b] + od + [o])
            f.add('Conv3D', [x, k], strides=strides, padding=pad)
            f.add('Conv3DBackpropInputV2', [np.array(x.shape, 'int32'), k, g], strides=strides, padding=pad)
            f.add('Conv3DBackpropFilterV2', [x, np.array(k.shape, 'int32'), g], strides=strides, padding=pad)
            f.add('MaxPool3D', [x], ksize=ksize, strides=strides, padding=pad)
            f.add('AvgPool3D', [x], ksize=ksize, strides=strides, padding=pad)
            f.add('AvgPool3DGrad', [np.array(x.shape, 'int32'), f.values(dtype, [b] + od + [c])], ksize=ksize, strides=strides, padding=pad)
    for dtype in NUMBERS:
        for _ in range(3):
            s = f.pick([(2, 3), (2, 2, 3), (2, 3, 2, 4), (0, 3)])
            f.add('BiasAdd', [f.values(dtype, s), f.values(dtype, s[-1:])])
            f.add('BiasAddV1', [f.values(dtype, s), f.values(dtype, s[-1:])])
            f.add('BiasAddGrad', [f.values(dtype, s)])
            f.add('BiasAdd', [f.values(dtype, (2, 3, 2, 4)), f.values(dtype, (3,))], data_format='NCHW')
    for dtype in FLOATS:
        for kind in ['normal', 'wide', 'special', 'halves']:
            n, c = f.r.randint(1, 6), f.pick([1, 3, 10, 17])
            f.add('SoftmaxCrossEntropyWithLogits', [f.values(dtype, (n, c), kind), f.values(dtype, (n, c), 'unit')], kind)
            f.add('SparseSoftmaxCrossEntropyWithLogits', [f.values(dtype, (n, c), kind), f.r.randint(0, c, n).astype(f.pick(['int32', 'int64']))], kind)
    for dtype in FLOATS + INTS:
        for _ in range(3):
            x, k = f.values(dtype, (2, 6, 5, 2)), f.values(dtype, (2, 3, 2))
            st, rates = [1, f.r.randint(1, 3), f.r.randint(1, 3), 1], [1, f.r.randint(1, 3), 1, 1]
            pad = f.pick(['SAME', 'VALID'])
            f.add('Dilation2D', [x, k], strides=st, rates=rates, padding=pad)
            eff = [(2 - 1) * rates[1] + 1, 3]
            od = [-(-d // q) if pad == 'SAME' else -(-(d - z + 1) // q) for d, q, z in zip((6, 5), st[1:3], eff)]
            g = f.values(dtype, (2, od[0], od[1], 2))
            f.add('Dilation2DBackpropInput', [x, k, g], strides=st, rates=rates, padding=pad)
            f.add('Dilation2DBackpropFilter', [x, k, g], strides=st, rates=rates, padding=pad)
    for _ in range(10):
        s = (2, 3, 2, 4)
        x = f.values('float32', s)
        per = lambda kind='normal': f.values('float32', (4,), kind)
        eps = float(f.pick([1e-3, 0.1]))
        f.add('FusedBatchNorm', [x, per(), per(), np.zeros(0, 'float32'), np.zeros(0, 'float32')], epsilon=eps)
        f.add('FusedBatchNorm', [x, per(), per(), per(), per('positive')], epsilon=eps, is_training=False)
        f.add('FusedBatchNormGrad', [f.values('float32', s), x, per(), per(), per('positive')], epsilon=eps)
        f.add('BatchNormWithGlobalNormalization', [x, per(), per('positive'), per(), per()], variance_epsilon=eps, scale_after_normalization=bool(f.r.randint(2)))
        f.add('BatchNormWithGlobalNormalizationGrad', [x, per(), per('positive'), per(), f.values('float32', s)], variance_epsilon=eps, scale_after_normalization=bool(f.r.randint(2)))
        q = f.values('float32', (3, 4), f.pick(['normal', 'halves', 'special']))
        f.add('FakeQuantWithMinMaxArgs', [q], min=-2.0, max=float(f.pick([3, 2.5, 6])))
        f.add('FakeQuantWithMinMaxArgsGradient', [f.values('float32', (3, 4)), q], min=-2.0, max=float(f.pick([3, 2.5, 6])))
        f.add('FakeQuantWithMinMaxVars', [q, np.float32(-f.r.rand() * 2), np.float32(f.r.rand() * 3)])
        f.add('FakeQuantWithMinMaxVarsGradient', [f.values('float32', (3, 4)), q, np.float32(-f.r.rand() * 2), np.float32(f.r.rand() * 3)])
        f.add('FakeQuantWithMinMaxVarsPerChannel', [q, -per('positive'), per('positive')])
        f.add('FakeQuantWithMinMaxVarsPerChannelGradient', [f.values('float32', (3, 4)), q, -per('positive'), per('positive')])
    for _ in range(8):
        for op, kinds in (('FractionalMaxPool', ['float32', 'float64', 'int32', 'int64']), ('FractionalAvgPool', ['float32', 'float64', 'int32', 'int64'])):
            for dtype in kinds:
                f.add(op, [f.values(dtype, (1, f.r.randint(5, 12), f.r.randint(5, 12), 2))], pooling_ratio=[1.0, float(f.pick([1.44, 1.73, 2.0])), float(f.pick([1.3, 1.73])), 1.0],
                      pseudo_random=bool(f.r.randint(2)), overlapping=bool(f.r.randint(2)), deterministic=True, seed=int(f.r.randint(1, 99)), seed2=int(f.r.randint(1, 99)), runs=2)


def images(f):
    for op in ['ResizeBilinear', 'ResizeNearestNeighbor', 'ResizeBicubic', 'ResizeArea']:
        for dtype in FLOATS + INTS:
            if dtype == 'uint16':
                continue
            for _ in range(4):
                s = (f.r.randint(1, 3), f.r.randint(1, 9), f.r.randint(1, 9), f.r.randint(1, 4))
                x = f.values(dtype, s, f.pick(['normal', 'positive', 'wide'] if dtype == 'uint8' else ['normal', 'positive']))
                f.add(op, [x, f.r.randint(1, 12, 2).astype('int32')], align_corners=bool(f.r.randint(2)))
    for dtype in ['float32', 'float16', 'float64']:
        for _ in range(5):
            a, b = f.r.randint(1, 9, 2), f.r.randint(1, 9, 2)
            f.add('ResizeNearestNeighborGrad', [f.values(dtype, (2, a[0], a[1], 2)), b.astype('int32')], align_corners=bool(f.r.randint(2)))
            f.add('ResizeBilinearGrad', [f.values('float32', (2, a[0], a[1], 2)), f.values(dtype, (2, b[0], b[1], 2))], align_corners=bool(f.r.randint(2)))
    for _ in range(16):
        x = f.values('float32', (2, 6, 7, 3), f.pick(['unit', 'normal']))
        f.add('RGBToHSV', [x])
        f.add('HSVToRGB', [f.values('float32', (2, 6, 7, 3), 'unit')])
        f.add('AdjustContrastv2', [x, np.float32(f.r.rand() * 3)])
        f.add('AdjustHue', [f.values('float32', (2, 3, 3), 'unit'), np.float32(f.r.rand() * 2 - 1)])
        n = f.r.randint(1, 5)
        boxes = np.sort(f.r.rand(n, 2, 2), 1).reshape(n, 4)
        if f.r.rand() < 0.4:
            boxes = f.r.uniform(-0.5, 1.5, (n, 4))
        boxes, ind = boxes.astype('float32'), f.r.randint(0, 2, n).astype('int32')
        size = f.r.randint(1, 6, 2).astype('int32')
        f.add('CropAndResize', [f.values(f.pick(['float32', 'uint8', 'int32', 'float64']), (2, 6, 7, 3)), boxes, ind, size], extrapolation_value=float(f.pick([0, 3.5])))
        f.add('CropAndResizeGradImage', [f.values('float32', (n, size[0], size[1], 3)), boxes, ind, np.array([2, 6, 7, 3], 'int32')], T='@float32')
        f.add('CropAndResizeGradBoxes', [f.values('float32', (n, size[0], size[1], 3)), x, boxes, ind])
        f.add('DrawBoundingBoxes', [f.values(f.pick(['float32', 'float16']), (2, 6, 7, f.pick([1, 3, 4])), 'unit'), f.r.uniform(-0.2, 1.2, (2, n, 4)).astype('float32')])
        f.add('ExtractGlimpse', [x, f.r.randint(1, 9, 2).astype('int32'), f.r.uniform(-1.5, 1.5, (2, 2)).astype('float32')], centered=bool(f.r.randint(2)),
              normalized=bool(f.r.randint(2)), uniform_noise=False) if 0 else None
        m = f.r.randint(1, 9)
        bx = np.sort(f.r.rand(m, 2, 2), 1).reshape(m, 4).astype('float32')
        f.add('NonMaxSuppression', [bx, f.values('float32', (m,), f.pick(['unit', 'halves'])), np.array(f.r.randint(0, 6), 'int32')], iou_threshold=float(f.pick([0.1, 0.5, 0.9])))
        c = f.pick([0, 1, 3])
        f.add('SampleDistortedBoundingBox', [np.array([f.r.randint(20, 60), f.r.randint(20, 60), 3], f.pick(['int32', 'int64', 'uint8'])),
                                            np.sort(f.r.rand(1, c, 2, 2), 2).reshape(1, c, 4).astype('float32')], seed=int(f.r.randint(1, 99)), seed2=int(f.r.randint(0, 99)),
              min_object_covered=float(f.pick([0.1, 0.5])), aspect_ratio_range=[0.5, 2.0], area_range=[float(f.pick([0.05, 0.3])), 1.0], max_attempts=int(f.pick([5, 100])),
              use_image_if_no_bounding_boxes=True, runs=3)
    for dtype in ['uint8', 'int8', 'int16', 'int32', 'int64', 'float32', 'float64']:
        f.add('AdjustContrast', [f.values(dtype, (2, 3, 3)), np.float32(1.7), np.float32(0), np.float32(9)])


def strings(f):
    for _ in range(25):
        s = f.shape(0, 3)
        x = f.values('string', s)
        f.add('StringToHashBucket', [x], num_buckets=int(f.pick([1, 7, 1000, 2 ** 40])))
        f.add('StringToHashBucketFast', [x], num_buckets=int(f.pick([1, 7, 1000, 2 ** 40])))
        f.add('StringToHashBucketStrong', [x], num_buckets=int(f.pick([1, 7, 1000, 2 ** 40])), key=[int(f.r.randint(1 << 30)), int(f.r.randint(1 << 30))])
        f.add('StringJoin', [[x, f.values('string', f.pick([s, ()])), f.values('string', s)]], separator=f.pick(['', '+', u'\u20ac'.encode('utf8')]))
        f.add('StringSplit', [f.values('string', (f.r.randint(0, 5),)), np.array(f.pick([b'', b' ', b',', b'ab', b',;']), object)])
        rank = len(s)
        axes = [int(a) - f.pick([0, rank]) for a in f.r.permutation(rank)[:f.r.randint(0, rank + 1)]]
        f.add('ReduceJoin', [x, np.array(axes, 'int32')], keep_dims=bool(f.r.randint(2)), separator=f.pick(['', '-']))
        f.add('EncodeBase64', [x], pad=bool(f.r.randint(2)))
        f.add('DecodeRaw', [np.array([f.r.bytes(16) for _ in range(3)], object)], out_type='@' + f.pick(['float32', 'float64', 'int32', 'uint8', 'int16', 'int8', 'int64']),
              little_endian=bool(f.r.randint(2)))
        numbers = [b'1', b'-2.5', b' 3', b'4 ', b'1e3', b'nan', b'inf', b'-inf', b'0x10', b'1e400', b'', b'+7', b'.5', b'5.', b'1e-50', b'2147483648', b'-9', b'1_0',
                   b'INF', b'infinity', b'NaN', b'1e', b'--1', b'9223372036854775807', b'1f', b'0.1', b'123456789.123456789', b'1,5', b'3e+2', b'00012']
        f.add('StringToNumber', [np.array([f.pick(numbers)], object)], out_type='@' + f.pick(['float32', 'float32', 'int32']))
        f.add('DecodeBase64', [np.array([f.pick([b'YQ', b'YWI', b'YWJj', b'', b'_-8', b'YQ==', b'a', b'+/8', b'YWJjZA'])], object)])
        rows = [b'1,2.5,abc', b'4,,"x,y"', b',3,', b'7,1e2,"a""b"', b'-1,0.1, z ', b'9,8', b'1,2,3,4', b'x,1,a', b'3,4,"a"b', b'5,6,"', b'1,2,a"b', b'\n1,2,3', b'1,2,3\n', b'1,2,"a\nb"']
        f.add('DecodeCSV', [np.array([f.pick(rows) for _ in range(f.r.randint(1, 4))], object), [np.array([f.r.randint(9)], f.pick(['int32', 'int64'])),
                            np.array([0.5], 'float32'), np.array([b'd'], object) if f.r.rand() < 0.7 else np.array([], object)]])
        words = lambda: f.values('string', (3,))
        n = f.r.randint(1, 4)
        f.add('EditDistance', [np.array([[0, 0], [0, 1], [1, 0]], 'int64'), words(), np.array([2, 3], 'int64'), np.array([[0, 0], [1, 0], [1, 1]], 'int64'), words(),
                               np.array([2, 3], 'int64')], normalize=bool(f.r.randint(2)))
    for dtype in ['int32', 'int64', 'complex64', 'float32', 'float64', 'bool', 'int8']:
        for kind in ['normal', 'special', 'wide']:
            x = f.values(dtype, (5,), kind if dtype != 'bool' else 'normal')
            f.add('AsString', [x])
            f.add('AsString', [x], width=int(f.pick([-1, 8, 12])), fill=f.pick(['', ' ', '0', '+', '-']))
            if dtype[0] in 'fc':
                f.add('AsString', [x], precision=int(f.pick([0, 2, 9])), scientific=bool(f.r.randint(2)))
                f.add('AsString', [x], shortest=True, precision=int(f.pick([-1, 3])))
    for dtype in FLOATS + INTS:
        for kind in ['normal', 'special', 'wide', 'unit']:
            f.add('HistogramSummary', [np.array(b'tag', object), f.values(dtype, f.shape(), kind)], kind)
            f.add('ScalarSummary', [np.array([b'a', b'b'], object), f.values(dtype, (2,), kind)], kind)


def sparse_tensor(f, shape, dtype, fill=0.5, kind='normal'):
    every = np.array(list(np.ndindex(*shape)), 'int64').reshape(-1, len(shape))
    keep = np.nonzero(f.r.rand(len(every)) < fill)[0]
    return every[keep], f.values(dtype, (len(keep),), kind), np.array(shape, 'int64')


def sparse(f):
    for dtype in NUMBERS:
        real = dtype not in COMPLEX
        for _ in range(4):
            shape = f.pick([(3,), (2, 3), (3, 2, 2), (4, 5), (1, 3)])
            a, b = sparse_tensor(f, shape, dtype), sparse_tensor(f, shape, dtype)
            rank = len(shape)
            threshold = np.array(f.pick([0, 0, 2]), 'float32' if dtype == 'complex64' else 'float64' if dtype == 'complex128' else dtype)
            f.add('SparseAdd', list(a) + list(b) + [threshold])
            union = np.unique(np.concatenate([a[0], b[0]]), axis=0) if len(a[0]) + len(b[0]) else a[0]
            f.add('SparseAddGrad', [f.values(dtype, (len(union),)), a[0], b[0], union])
            f.add('SparseTensorDenseAdd', list(a) + [f.values(dtype, shape)])
            for op in ('Add', 'Mul', 'Div'):
                kind = 'positive' if op == 'Div' else 'normal'
                f.add('SparseDenseCwise' + op, list(a) + [f.values(dtype, f.pick([shape, shape[-1:], (1,) + shape[1:]]), kind)])
            mixed = f.r.permutation(len(a[0]))
            f.add('SparseReorder', [a[0][mixed], a[1][mixed], a[2]])
            f.add('SparseReduceSum', list(a) + [np.array(f.r.permutation(rank)[:f.r.randint(0, rank + 1)], 'int32')], keep_dims=bool(f.r.randint(2)))
            f.add('SparseReduceSumSparse', list(a) + [np.array(f.r.permutation(rank)[:f.r.randint(0, rank + 1)], 'int32')], keep_dims=bool(f.r.randint(2)))
            it = f.pick(['int32', 'int64'])
            f.add('SparseToDense', [a[0].astype(it), np.array(shape, it), a[1], f.values(dtype, ())], validate_indices=bool(f.r.randint(2)))
            axis = int(f.r.randint(rank))
            f.add('SparseConcat', [[a[0], b[0]], [a[1], b[1]], [a[2], b[2]]], concat_dim=axis - f.pick([0, rank]))
            f.add('SparseSplit', [np.array(axis, 'int64')] + list(a), num_split=int(f.r.randint(1, shape[axis] + 1)))
            if real:
                f.add('SparseSparseMaximum', list(a) + list(b))
                f.add('SparseSparseMinimum', list(a) + list(b))
            c = sparse_tensor(f, (3, 4), dtype)
            ta, tb = bool(f.r.randint(2)), bool(f.r.randint(2))
            k, n = (3 if ta else 4), f.r.randint(1, 6)
            f.add('SparseTensorDenseMatMul', list(c) + [f.values(dtype, (n, k) if tb else (k, n))], adjoint_a=ta, adjoint_b=tb)
            f.add('SerializeSparse', list(a))
            f.add('SerializeManySparse', list(a)) if rank > 1 else None
            if dtype in FLOATS[:2]:
                kind = f.pick(['normal', 'wide'])
                f.add('SparseSoftmax', list(sparse_tensor(f, f.pick([(2, 3), (2, 2, 4)]), dtype, 0.6, kind)))
                n = f.r.randint(1, 7)
                seg = np.cumsum(f.r.randint(0, 2, n)).astype('int32')
                seg -= seg[0]
                idx = f.r.randint(0, 4, n).astype(f.pick(['int32', 'int64']))
                x = f.values(dtype, (4,) + f.pick([(), (3,), (2, 2), (9,)]))
                for op in ('Sum', 'Mean', 'SqrtN'):
                    f.add('SparseSegment' + op, [x, idx, seg])
                g = f.values(dtype, (int(seg[-1]) + 1,) + x.shape[1:])
                for op in ('MeanGrad', 'SqrtNGrad'):
                    f.add('SparseSegment' + op, [g, idx, seg, np.array(4, 'int32')])
            if dtype in INTS + FLOATS:
                n = f.r.randint(1, 6)
                f.add('SparseSegmentSum', [f.values(dtype, (4, 2)), f.r.randint(0, 4, n).astype('int32'), np.zeros(n, 'int32')])
    for _ in range(10):
        a = sparse_tensor(f, (2, 3, 4), 'float32')[0]
        f.add('SparseReshape', [a, np.array([2, 3, 4], 'int64'), np.array(f.pick([[6, 4], [-1, 2], [24], [2, -1, 2, 3]]), 'int64')])


def training(f):
    def many(op, count_refs, scalars, dtypes, sparse=None, step=False, positive=(1,), **attrs):
        for dtype in dtypes:
            for kind in ['normal', 'special']:
                s = f.pick([(), (3,), (2, 5), (0, 2)]) if not sparse else f.pick([(4,), (4, 3), (5, 2, 2)])
                refs = [f.values(dtype, s, 'positive' if i in positive else 'normal') for i in range(count_refs)]
                n = f.r.randint(0, 5)
                g = f.values(dtype, s if not sparse else (n,) + s[1:], 'normal' if kind == 'normal' else f.pick(['wide', 'special', 'positive']))
                idx = f.r.randint(0, s[0], n).astype(f.pick(['int32', 'int64'])) if sparse else None
                nums = [np.array(v() if callable(v) else v, dtype) for v in scalars]
                f.add(op, sparse(refs, nums, g, idx) if sparse else step(refs, nums, g) if step else refs + nums + [g], kind, runs=2, **attrs)
    small = lambda: f.r.uniform(0.01, 0.9)
    F = FLOATS
    many('ApplyGradientDescent', 1, [small], F + COMPLEX + INTS)
    many('ApplyProximalGradientDescent', 1, [small, small, small], F)
    many('ApplyProximalGradientDescent', 1, [small, 0, small], F)
    many('ApplyAdagrad', 2, [small], F)
    many('ApplyProximalAdagrad', 2, [small, small, small], F)
    many('ApplyAdadelta', 3, [small, small, 1e-3], F, positive=(1, 2))
    many('ApplyMomentum', 2, [], F, step=lambda r, n, g: r + [np.array(0.1, g.dtype), g, np.array(0.9, g.dtype)])
    many('ApplyMomentum', 2, [], F, step=lambda r, n, g: r + [np.array(0.1, g.dtype), g, np.array(0.9, g.dtype)], use_nesterov=True)
    many('ApplyAdam', 3, [0.9, 0.99, 0.01, 0.9, 0.99, 1e-3], F, positive=(2,))
    many('ApplyRMSProp', 3, [0.1, 0.9, small, 1e-3], F)
    many('ApplyCenteredRMSProp', 4, [0.1, 0.9, small, 1e-3], F, positive=(2,))
    many('ApplyFtrl', 3, [], F, step=lambda r, n, g: r + [g, np.array(0.1, g.dtype), np.array(0.2, g.dtype), np.array(0.3, g.dtype), np.array(-0.5, g.dtype)])
    many('ApplyAdagradDA', 3, [], F, step=lambda r, n, g: r + [g, np.array(0.1, g.dtype), np.array(0.2, g.dtype), np.array(0.3, g.dtype), np.array(5, 'int64')], positive=(2,))
    S = F[:2] + ['float16']
    many('SparseApplyAdagrad', 2, [small], S, sparse=lambda r, n, g, i: r + n + [g, i])
    many('SparseApplyProximalAdagrad', 2, [small, small, small], S, sparse=lambda r, n, g, i: r + n + [g, i])
    many('SparseApplyProximalGradientDescent', 1, [small, small, small], S, sparse=lambda r, n, g, i: r + n + [g, i])
    many('SparseApplyAdadelta', 3, [small, small, 1e-3], S, sparse=lambda r, n, g, i: r + n + [g, i], positive=(1, 2))
    many('SparseApplyMomentum', 2, [0.1], S, sparse=lambda r, n, g, i: r + n + [g, i, np.array(0.9, g.dtype)])
    many('SparseApplyMomentum', 2, [0.1], S, sparse=lambda r, n, g, i: r + n + [g, i, np.array(0.9, g.dtype)], use_nesterov=True)
    many('SparseApplyRMSProp', 3, [0.1, 0.9, small, 1e-3], S, sparse=lambda r, n, g, i: r + n + [g, i])
    many('SparseApplyCenteredRMSProp', 4, [0.1, 0.9, small, 1e-3], S, sparse=lambda r, n, g, i: r + n + [g, i], positive=(2,))
    many('SparseApplyFtrl', 3, [0.1, 0.2, 0.3, -0.5], S, sparse=lambda r, n, g, i: r + [g, i] + n)
    many('SparseApplyAdagradDA', 3, [0.1, 0.2, 0.3], S, sparse=lambda r, n, g, i: r + [g, i] + n + [np.array(5, 'int64')], positive=(2,))
    for dtype in NUMBERS:
        for _ in range(2):
            s = f.pick([(), (3,), (2, 5), (0, 2)])
            for op in ('Assign', 'AssignAdd', 'AssignSub'):
                f.add(op, [f.values(dtype, s), f.values(dtype, s, f.pick(['normal', 'special']))], runs=2)
            for op in ('ScatterUpdate', 'ScatterAdd', 'ScatterSub', 'ScatterMul', 'ScatterDiv'):
                s, outer = f.pick([(4,), (4, 3), (5, 2, 2)]), f.pick([(), (3,), (2, 2), (0,)])
                f.add(op, [f.values(dtype, s), f.r.randint(0, s[0], outer).astype(f.pick(['int32', 'int64'])),
                           f.values(dtype, outer + s[1:], 'positive' if op == 'ScatterDiv' else f.pick(['normal', 'special']))], runs=2)
            for op in ('ScatterNdUpdate', 'ScatterNdAdd', 'ScatterNdSub'):
                k = f.r.randint(0, 5)
                idx = np.stack([f.r.randint(0, 4, k), f.r.randint(0, 3, k)], 1).astype(f.pick(['int32', 'int64']))
                f.add(op, [f.values(dtype, (4, 3, 2)), idx, f.values(dtype, (k, 2))], runs=2)
    for dtype in ['int32', 'int64']:
        f.add('CountUpTo', [np.array(1, dtype)], limit=3, runs=4)


def randoms(f):
    sh = [(), (1,), (5,), (0,), (3, 7), (257,), (2, 3, 4), (1030,)]
    for _ in range(6):
        seeds = lambda: dict(seed=int(f.r.randint(0, 2 ** 31 - 1)), seed2=int(f.pick([0, 1, f.r.randint(1, 2 ** 31 - 1)])) or 1)
        for op in ['RandomUniform', 'RandomStandardNormal', 'TruncatedNormal']:
            for dtype in FLOATS:
                f.add(op, [np.array(f.pick(sh), f.pick(['int32', 'int64']))], dtype='@' + dtype, runs=2, **seeds())
        for dtype in ['int32', 'int64']:
            lo = f.pick([0, -5, 100])
            f.add('RandomUniformInt', [np.array(f.pick(sh), 'int32'), np.array(lo, dtype), np.array(lo + f.pick([1, 2, 7, 1000, 2 ** 30]), dtype)], runs=2, **seeds())
        for dtype in NUMBERS + ['string', 'bool']:
            f.add('RandomShuffle', [f.values(dtype, f.pick([(), (1,), (7,), (5, 2), (0,)]))], runs=2, **seeds())
        for dtype in FLOATS + INTS:
            n, c = f.r.randint(1, 4), f.r.randint(1, 8)
            f.add('Multinomial', [f.values(dtype, (n, c), f.pick(['normal', 'wide', 'positive']) if dtype in FLOATS else 'normal'), np.array(f.r.randint(0, 20), 'int32')], runs=2, **seeds())
        for dtype in FLOATS:
            f.add('RandomGamma', [np.array(f.pick([(5,), (2, 3)]), 'int32'), f.values(dtype, f.pick([(), (3,), (2, 2)]), 'positive')], runs=2, **seeds())
            b = f.r.randint(1, 4)
            f.add('ParameterizedTruncatedNormal', [np.array([b, 20], 'int32'), f.values(dtype, (b,)), f.values(dtype, (b,), 'positive'),
                                                   np.array([f.pick([-2, 1.5, -np.inf])] * b, dtype), np.array([f.pick([2, 5, np.inf])] * b, dtype)], runs=2, **seeds())
        f.add('RandomCrop', [f.values(f.pick(INTS + FLOATS[:2]), (6, 7, 3)), np.array([4, 5], 'int64')], runs=2, **seeds())
        for op in ['UniformCandidateSampler', 'LogUniformCandidateSampler', 'LearnedUnigramCandidateSampler', 'ThreadUnsafeUnigramCandidateSampler', 'FixedUnigramCandidateSampler']:
            unique = bool(f.r.randint(2))
            t, n, m = f.r.randint(1, 3), int(f.r.randint(1, 8)), int(f.pick([10, 50]))
            more = dict(unigrams=[float(v) for v in f.r.randint(1, 9, m)], distortion=float(f.pick([1, 0.75, 0]))) if op[0] == 'F' else {}
            f.add(op, [f.r.randint(0, m, (3, t)).astype('int64')], num_true=int(t), num_sampled=n, unique=unique, range_max=m, runs=3, **dict(more, **seeds()))
        f.add('ComputeAccidentalHits', [f.r.randint(0, 5, (4, 2)).astype('int64'), f.r.randint(0, 5, 3).astype('int64')], num_true=2)
        f.add('AllCandidateSampler', [f.r.randint(0, 6, (3, 2)).astype('int64')], num_true=2, num_sampled=6, unique=True, **seeds())


def sequences(f):
    for _ in range(20):
        t, b, c = f.r.randint(1, 7), f.r.randint(1, 4), f.r.randint(2, 6)
        x = f.values('float32', (t, b, c), f.pick(['normal', 'normal', 'wide', 'halves']))
        lens = f.r.randint(1, t + 1, b).astype('int32')
        f.add('CTCGreedyDecoder', [x, lens], merge_repeated=bool(f.r.randint(2)))
        f.add('CTCBeamSearchDecoder', [f.values('float32', (t, b, c)), lens], beam_width=int(f.pick([1, 3, 10])), top_paths=1, merge_repeated=bool(f.r.randint(2)))
        lab = [(i, j) for i in range(b) for j in range(f.r.randint(1, max(2, lens[i] // 2 + 1)))]
        f.add('CTCLoss', [f.values('float32', (t, b, c)), np.array(lab, 'int64'), f.r.randint(0, c - 1, len(lab)).astype('int32'), lens],
              preprocess_collapse_repeated=bool(f.r.randint(2)), ctc_merge_repeated=bool(f.r.randint(2)))


FAMILIES = [unary, binary, reductions, casts, movement, strided, linalg, nn, images, strings, sparse, training, randoms, sequences]


def cases(names=()):
    out = []
    for make in FAMILIES:
        if names and make.__name__ not in names:
            continue
        family = Family(make.__name__)
        make(family)
        out += family.cases
    return out


if __name__ == '__main__':
    import collections
    for make in FAMILIES:
        print(make.__name__, len(cases([make.__name__])))
