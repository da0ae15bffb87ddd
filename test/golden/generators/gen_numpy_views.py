"""Writes numpy_views.json: programs that take views of arrays and write through them, with what numpy 1.16 prints. Python 3.

    python gen_numpy_views.py OUTFILE
"""
import contextlib
import io
import json
import random
import sys

import numpy as np

BY_HAND = r'''
a = np.arange(12.).reshape(3, 4); b = a[1:3]; b[0] = 5; print(a)
a = np.arange(6).reshape(2, 3); a.T[0] = 1; print(a)
a = np.arange(6).reshape(2, 3)\nfor row in a:\n  row += 1\nprint(a)
a = np.arange(12).reshape(3, 4); x, y = a[:, 0], a[:, 1]; x[:] = y; print(a, np.shares_memory(x, y), np.may_share_memory(x, y))
a = np.arange(8); a[1:] = a[:-1]; print(a)
a = np.arange(8); a[:-1] = a[1:]; print(a)
a = np.arange(8); a[::-1] = a; print(a)
a = np.arange(8); a[::2] += a[1::2]; print(a)
a = np.arange(8); a += a[::-1]; print(a)
a = np.arange(9).reshape(3, 3); a[...] = a.T; print(a)
a = np.arange(9).reshape(3, 3); a += a.T; print(a)
a = np.arange(9).reshape(3, 3); np.add(a, a.T, out=a); print(a)
a = np.arange(9).reshape(3, 3); a[:] = a[0]; print(a)
a = np.arange(9).reshape(3, 3); a[:, 1:] = a[:, :1]; print(a)
a = np.zeros(5, int); a[[0, 2, 2]] += 1; print(a)
a = np.arange(5); a[[0, 1]] = a[[1, 0]]; print(a)
a = np.arange(10).reshape(2, 5); a[:, [0, 4]] = a[:, [4, 0]]; print(a)
a = np.arange(6); a[a > 2] = 0; print(a)
a = np.arange(6); a[a > 2] *= 2; print(a)
a = np.arange(6).reshape(2, 3); a[a > 2] = [7, 8, 9]; print(a)
a = np.arange(10).reshape(5, 2); v = a[:, -1:2:3]; v[v % 3 == 0] = 6; print(a)
a = np.arange(6).reshape(2, 3); a[[True, False]] = 9; print(a)
a = np.arange(3); print(a[np.array([2])], a[[1]], a[range(2)], a[np.array(2)])
a = np.arange(3); print(repr(a[...]), repr(a[1, ...]), repr(a[1]))
a = np.arange(24).reshape(2, 3, 4); print(a[:, [0, 2], 1].shape, a[0, :, [0, 1]].shape, a[[0, 1], [1, 2]].shape, a[..., [0, 1], None].shape)
a = np.arange(24).reshape(2, 3, 4); print(a[np.array([[0, 1], [1, 0]])].shape, a[:, a[0, :, 0] > 3].shape)
a = np.arange(6).reshape(2, 3); print(a.flags.c_contiguous, a.T.flags.c_contiguous, a.T.flags.f_contiguous, a.flags.owndata, a[0].flags.owndata, a.base is None)
a = np.zeros((2, 3)); print(a.T.base is a, a[0].base is a, a[0][1:].base is a, a.reshape(6).base is a, a.T.reshape(6).base is a)
a = np.zeros((2, 3)); print(a.strides, a.T.strides, a[::-1].strides, a[:, ::-2].strides, a[None].strides[1:])
a = np.zeros((2, 3)); print(a.flags)
a = np.broadcast_to(np.arange(3), (2, 3)); print(a.strides, a.flags.writeable, a.flags['WRITEABLE'])
a = np.zeros((2, 3)); a.flags.writeable = False; print(a.flags.writeable, a[0].flags.writeable)
a = np.zeros(3); a.setflags(write=False); b = a.copy(); b[0] = 1; print(a, b)
a = np.arange(6); a.shape = 2, 3; print(a); a.shape = -1; print(a)
a = np.arange(6).reshape(2, 3); a.flat[4] = 9; a.T.flat[1] = 8; print(a, a.flat[2:4], list(a.flat))
a = np.arange(6).reshape(2, 3); a.flat = [1, 2]; print(a)
c = np.zeros(3, complex); c.real[:] = 2; c.imag = [1, 2, 3]; print(c, c.real.strides, c.imag.base is c)
a = np.array([[3, 1], [2, 0]]); a.sort(axis=0); print(a); a.T.sort(axis=0); print(a); a[:, 0].sort(); print(a)
a = np.arange(5.); np.random.seed(1); np.random.shuffle(a[1:]); print(a)
a = np.arange(10).reshape(5, 2); np.random.seed(1); np.random.shuffle(a[:, 0]); print(a)
a = np.arange(10).reshape(5, 2); np.random.seed(1); np.random.shuffle(a[::2]); print(a)
a = np.zeros((2, 2)); a[0].fill(3); a.T[1].fill(4); print(a)
a = np.zeros((2, 3)); a.put([0, 5, -2], [1, 2]); print(a); a.T.put([1], 9); print(a)
a = np.zeros((2, 3)); np.put(a, [1, 2], [4, 5]); np.place(a, a == 0, [1, 2]); np.putmask(a, a > 3, [7, 8]); print(a)
a = np.zeros((3, 3)); np.fill_diagonal(a, [1, 2, 3]); print(a); np.fill_diagonal(a[:2], 9); print(a)
a = np.zeros((2, 3)); np.copyto(a, [1, 2, 3]); np.copyto(a[:, 0], 9); np.copyto(a, 5, where=a < 3); print(a)
a = np.arange(6.); print(np.add(a, 1, out=a) is a, a); np.multiply(a[::2], 2, a[1::2]); print(a)
a = np.zeros((2, 3)); np.sum(np.ones((4, 3)), axis=0, out=a[1]); np.sqrt([4, 9, 16], out=a[0]); print(a)
a = np.zeros((2, 2)); np.dot(np.eye(2), [[1., 2], [3, 4]], out=a); print(a)
a = np.arange(9.).reshape(3, 3); d = a.diagonal(); print(d, d.flags.writeable, d.strides); a[1, 1] = -1; print(d)
a = np.arange(9.).reshape(3, 3); print(np.diag(a, 1), np.diagonal(a, -1), np.diagonal(np.arange(24).reshape(2, 3, 4), 1, 1, 2))
p, q = np.split(np.arange(4), 2); p[0] = 9; print(p, q)
a = np.arange(12).reshape(3, 4); l, r = np.hsplit(a, 2); l[:] = 0; print(a); u, v = np.vsplit(a, [1]); u += 5; print(a)
a = np.arange(7); parts = np.array_split(a, 3); parts[1][:] = 0; print(a, [p.shape for p in parts])
a = np.arange(4).reshape(2, 2); np.flip(a, 0)[0] = 9; print(a); np.rot90(a)[0] = 7; print(a); np.fliplr(a)[:, 0] = 5; print(a)
a = np.arange(6).reshape(1, 2, 3); np.squeeze(a)[0] = 1; np.expand_dims(a, 0)[0, 0, 1] = 2; np.swapaxes(a, 1, 2)[0, 0] = 3; print(a)
a = np.arange(6).reshape(1, 2, 3); np.rollaxis(a, 2)[0] = 1; np.moveaxis(a, 0, -1)[1, 1] = 2; print(a); np.atleast_3d(a)[0] = 4; print(a)
a = np.arange(6).reshape(2, 3); a.ravel()[0] = 9; a.flatten()[1] = 8; a.T.ravel()[2] = 7; a.reshape(3, 2)[2] = 5; print(a)
a = np.arange(3); b = np.array(a); c = np.asarray(a); b[0] = 5; c[1] = 6; print(a, b, c is a)
a = np.arange(6).reshape(2, 3); b = np.ascontiguousarray(a.T); b[0] = 9; print(a, b.flags.c_contiguous)
a = np.arange(6).reshape(2, 3); f = a.astype(int); f[0] = 9; print(a)
a = np.arange(6).reshape(2, 3); b = a[[0]]; b[0] = 9; c = a[a > 0]; c[0] = 7; print(a)
a = np.arange(6).reshape(2, 3); b = np.concatenate([a[:1], a[1:]]); b[0] = 9; print(a)
m = np.matrix([[1., 2], [3, 4]]); m[:, 0] = 7; print(m, m[:, 1], m.T[0]); r = m[0]; r[0, 0] = -1; print(m)
m = np.matrix([[1., 2], [3, 4]]); b = np.asarray(m); b[0] = 0; m.T[1] = 8; print(m)
o = np.array([1, 'a', None, 4], dtype=object); v = o[::2]; v[0] = 'z'; o[::-1][0] = 2.5; print(o, v)
o = np.array([[1, 'a'], [None, 4]], dtype=object); o.T[0] = ['x', 'y']; o[:, 1][0] = 3; print(o)
s = np.arange(3.); x = s[0]; s[0] = 9; print(x, s)
a = np.arange(3); a[0], a[2] = a[2], a[0]; print(a)
a = np.arange(6).reshape(2, 3); a[0], a[1] = a[1], a[0].copy(); print(a)
a = np.arange(4.); b = a; b += 1; print(a); b = b + 1; print(a)
a = np.zeros((2, 3)); a[0] = np.array([[1, 2, 3]]); print(a)
a = np.arange(3, dtype=np.uint8); a[0] = 300; a[1:] = [-1, 2.7]; print(a)
a = np.zeros(3, bool); a[1:] = [5, 0]; print(a, a[::-1])
a = np.zeros((2, 3)); print(np.meshgrid([1, 2], [3, 4])[0].base is None, np.tile(a[:, 0], 2).shape)
a, b = np.broadcast_arrays(np.arange(3), np.zeros((2, 1))); print(a, b.strides)
a = np.arange(24).reshape(2, 3, 4); print(a[1:, ::-1, 1::2].tolist(), a[-1, -2:, ...].shape, a[..., 0].T.tolist(), a[:0].shape, a[5:, None].shape)
a = np.arange(24).reshape(2, 3, 4)[:, ::2, ::-1]; print(a.sum(), a.sum(axis=0).tolist(), a.mean(axis=(0, 2)).tolist(), a.max(1).tolist(), a.argmax(), a.T.cumsum()[:5].tolist())
a = np.arange(12).reshape(3, 4).T; print(a.dot(a.T).tolist(), (a + 1).tolist(), (-a[::-1]).tolist(), np.sort(a, axis=0).tolist(), np.where(a > 4, a, 0).tolist())
a = np.arange(12).reshape(3, 4)[:, ::3]; print(a.tolist(), a.repeat(2).tolist(), a.nonzero(), a.take([0, -1], axis=1).tolist(), np.roll(a, 1, 0).tolist(), a.clip(1, 8).tolist())
'''

ERRORS = '''
a = np.broadcast_to(np.arange(3), (2, 3)); a[0] = 1
a = np.diagonal(np.zeros((2, 2))); a[0] = 1
a = np.zeros(3); a.flags.writeable = False; a += 1
a = np.zeros(3); a.flags.writeable = False; a[[0]] = 1
a = np.zeros(3); a.flags.writeable = False; a.sort()
a = np.zeros((2, 3)); a[0] = np.zeros(2)
a = np.zeros((2, 3)); a[5] = 1
a = np.zeros((2, 3)); a[0] = [[1, 2, 3]]
a = np.zeros((2, 3)); a[0, 0, 0] = 1
a = np.zeros((2, 3)); a[..., ...]
a = np.zeros((2, 3)); a['x']
a = np.zeros((2, 3)); a[1.5]
a = np.zeros((2, 3)); a[[0.5]]
a = np.zeros((2, 3)); a[[0, 5]]
a = np.zeros((2, 3)); a[np.array([True, False, True])]
a = np.zeros((2, 3)); a[[0, 1], [0, 1, 2]]
a = np.zeros((2, 3)); a.T.shape = 6
a = np.zeros((2, 3)); a.reshape(4)
a = np.zeros((2, 3)); a.transpose(0, 0)
a = np.zeros((2, 3)); np.add(a, 1, out=np.zeros(3))
a = np.zeros((2, 3)); np.copyto(a, [1, 2])
a = np.zeros((2, 3)); np.squeeze(a, 0)
a = np.zeros((2, 3)); a.swapaxes(0, 5)
a = np.zeros(3); a.flags['NONE']
a = np.zeros(3); a[::0]
'''

SHOW = '''
def show(v):
    size = v.size
    print(v.shape, [s if d > 1 and size > 0 else 0 for s, d in zip(v.strides, v.shape)] if np.shares_memory(a, v) else 'copy', v.flags.writeable, v.tolist())
'''


def slices(r, length):
    def bound():
        return r.choice(['', '', str(r.randint(-length - 1, length + 1))])
    step = r.choice(['', '', '', ':1', ':2', ':-1', ':-2', ':3'])
    return bound() + ':' + bound() + step


def basic_index(r, shape):
    parts = []
    axes = len(shape) if r.random() < 0.5 else r.randint(0, len(shape))
    for axis in range(axes):
        kind = r.random()
        if kind < 0.25 and shape[axis] > 0:
            parts.append(str(r.randint(-shape[axis], shape[axis] - 1)))
        else:
            parts.append(slices(r, shape[axis]))
        if r.random() < 0.1:
            parts.append('None')
    if r.random() < 0.15:
        if axes == len(shape):
            parts.append('...')
        else:
            parts.insert(0, '...') if not parts else parts.append('...')
    return ', '.join(parts) or '...'


def fancy_index(r, shape):
    parts = []
    for dim in shape:
        kind = r.random()
        if kind < 0.4 and dim > 0:
            parts.append(str([r.randint(-dim, dim - 1) for _ in range(2)]))
        elif kind < 0.5 and dim > 0:
            parts.append(str(r.randint(-dim, dim - 1)))
        else:
            parts.append(slices(r, dim))
    return ', '.join(parts)


def step(r, names, env, fresh):
    """A statement; the name that it makes, if it makes one."""
    name = r.choice(names)
    v = env[name]
    rank = v.ndim
    kind = r.random()
    made = 'v%d' % fresh
    if kind < 0.3:
        return '%s = %s[%s]' % (made, name, basic_index(r, v.shape)), made
    if kind < 0.55:
        choices = ['%s.T' % name, '%s.reshape(-1)' % name, '%s.ravel()' % name, '%s.squeeze()' % name, 'np.expand_dims(%s, 0)' % name,
                   'np.atleast_2d(%s)' % name, 'np.broadcast_to(%s, (2,) + %s.shape)' % (name, name), '%s[::-1]' % name if rank else name + '[None]']
        if rank > 1:
            order = list(range(rank))
            r.shuffle(order)
            choices += ['%s.transpose(%s)' % (name, ', '.join(map(str, order))), '%s.swapaxes(0, -1)' % name, 'np.rollaxis(%s, -1)' % name,
                        'np.diagonal(%s, %d)' % (name, r.randint(-1, 1)), 'np.flip(%s, %d)' % (name, r.randint(0, rank - 1)),
                        'np.array_split(%s, 2, axis=%d)[%d]' % (name, r.randint(0, rank - 1), r.randint(0, 1))]
        if v.size and v.size % 2 == 0:
            choices += ['%s.reshape(2, -1)' % name, '%s.reshape(%d, 2)' % (name, v.size // 2)] * 2
        return '%s = %s' % (made, r.choice(choices)), made
    if kind < 0.62 and rank:
        return '%s = %s[%s]' % (made, name, fancy_index(r, v.shape)), made
    other = r.choice(names)
    value = r.choice([str(r.randint(-9, 99)), other, '%s + 1' % other, '%s[::-1]' % other if env[other].ndim else other])
    if kind < 0.8:
        return '%s[%s] = %s' % (name, basic_index(r, v.shape), value), None
    if kind < 0.87 and rank:
        return '%s[%s] = %s' % (name, fancy_index(r, v.shape), value), None
    if kind < 0.92:
        return '%s[%s.real %% 3 == 0] = %d' % (name, name, r.randint(0, 9)), None
    return r.choice(['%s += %s' % (name, value), '%s[...] = %s' % (name, value), 'np.add(%s, 1, out=%s)' % (name, name),
                     '%s.sort(axis=%d)' % (name, r.randint(-1, 0)) if rank and v.dtype.kind != 'c' else '%s.fill(3)' % name, '%s *= 2' % name, '%s.fill(%d)' % (name, r.randint(0, 9))]), None


def random_program(seed):
    r = random.Random(seed)
    shape = r.choice([(6,), (2, 3), (4, 4), (2, 3, 4), (3, 1, 4), (2, 2, 2, 3), (5, 2)])
    size = int(np.prod(shape))
    dtype = r.choice(['int64', 'int64', 'float64', 'float32', 'int32', 'uint8', 'complex128'])
    lines = ['a = np.arange(%d).astype(np.%s).reshape(%s)' % (size, dtype, ', '.join(map(str, shape)))]
    env = {'np': np}
    exec(lines[0], env)
    names = ['a']
    while len(lines) < 12:
        line, made = step(r, names, env, len(lines))
        copy = dict((n, env[n].copy()) for n in names)
        try:
            exec(line, env)
        except Exception:
            for n in names:
                if env[n].flags.writeable and not np.array_equal(copy[n], env[n]):
                    raise
            continue
        if made:
            # scalars are no arrays
            if env[made].size > 200 or isinstance(env[made], np.generic):
                continue
            names.append(made)
        lines.append(line)
    return '\n'.join(lines + ['show(%s)' % n for n in names])


def output(code):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(SHOW + code, {'np': np})
    except Exception:
        sys.stderr.write(code + '\n')
        raise
    return printed.getvalue()


def main():
    cases = []
    for code in BY_HAND.strip().split('\n'):
        code = code.replace('\\n', '\n')
        cases.append([code, output(code)])
    for code in ERRORS.strip().split('\n'):
        code = 'try:\n  ' + code + '\n  print("nothing")\nexcept Exception as e:\n  print(type(e).__name__, e)'
        cases.append([code, output(code)])
    for seed in range(int(sys.argv[2]) if len(sys.argv) > 2 else 220):
        code = random_program(seed)
        cases.append([code, output(code)])
    with open(sys.argv[1], 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(case) for case in cases) + '\n]\n')


main()
