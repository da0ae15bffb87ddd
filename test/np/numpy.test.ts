/** np against numpy 1.16.6: the same expressions (golden/generators/gen_numpy.py), types, shapes and values. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as np from '../../src/np/index.ts'
import { int } from '../../src/tensor/literals.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'

type Plain = number | boolean | string
const golden = JSON.parse(readFileSync(new URL('../golden/numpy.json', import.meta.url), 'utf8')) as [
  string,
  string,
  number[],
  Plain[],
][]

/** Python's ints: bare numbers are floats to np. */
const ints = (values: unknown): NDArray => np.array(values, np.int64)

const m = np.array([
  [3, 1, 2],
  [6, 5, 4],
])
const f = m.astype(np.float32)
const i = ints([
  [3, -1, 2],
  [-6, 5, 4],
])
const i8 = np.array([100, -100, 7], np.int8)
const u8 = np.array([200, 3, 7], np.uint8)
const h = np.array([0.5, 1.25, -2], np.float16)
const b = np.array([true, false, true])
const v = np.array([1, -2, 0.5, 3])
const n = np.array([1, Number.NaN, Infinity, -Infinity, 0])
const big = np.sin(np.arange(1000)).reshape(10, 100) as NDArray
const bf = big.astype(np.float32)
const sq = np.array([
  [4, 1, 0.5],
  [1, 3, -1],
  [0.5, -1, 2],
])
const t = np.arange(24).astype(np.float64).reshape(2, 3, 4)

const EXPRESSIONS: Readonly<Record<string, () => unknown>> = {
  'np.array([[1., 2.], [3., 4.]])': () =>
    np.array([
      [1, 2],
      [3, 4],
    ]),
  'np.zeros((2, 3))': () => np.zeros([2, 3]),
  'np.ones(3, np.int32)': () => np.ones(3, np.int32),
  'np.full((2, 2), 7.5)': () => np.full([2, 2], 7.5),
  'np.zeros_like(i)': () => np.zeros_like(i),
  'np.ones_like(f)': () => np.ones_like(f),
  'np.arange(5)': () => np.arange(5),
  'np.arange(2, 10, 3)': () => np.arange(2, 10, 3),
  'np.arange(0., 1., 0.1)': () => np.arange(0, 1, 0.1),
  'np.arange(10, 0, -2.5)': () => np.arange(10, 0, -2.5),
  'np.linspace(0., 1., 7)': () => np.linspace(0, 1, 7),
  'np.linspace(-1.5, 2., 5, endpoint=False)': () => np.linspace(-1.5, 2, 5, { endpoint: false }),
  'np.linspace(0., 10., 3, dtype=np.float32)': () => np.linspace(0, 10, 3, { dtype: np.float32 }),
  'np.logspace(0., 2., 3)': () => np.logspace(0, 2, 3),
  'np.eye(3)': () => np.eye(3),
  'np.eye(2, 4, 1)': () => np.eye(2, 4, 1),
  'np.identity(2, np.float32)': () => np.identity(2, np.float32),
  'np.diag([1., 2.])': () => np.diag([1, 2]),
  'np.diag(sq)': () => np.diag(sq),
  'np.tril(sq)': () => np.tril(sq),
  'np.triu(sq, 1)': () => np.triu(sq, 1),
  'np.meshgrid([1., 2.], [3., 4., 5.])[0]': () => np.meshgrid([1, 2], [3, 4, 5])[0],
  'np.meshgrid([1., 2.], [3., 4., 5.])[1]': () => np.meshgrid([1, 2], [3, 4, 5])[1],
  'np.mgrid[0:2, 0:3]': () => np.mgrid([0, 2], [0, 3]),
  'np.mgrid[0:1:3j]': () => np.mgrid([0, 1, { num: 3 }]),
  'np.concatenate([m, m + 1])': () => np.concatenate([m, m.add(1)]),
  'np.concatenate([m, i], 1)': () => np.concatenate([m, i], 1),
  'np.concatenate([f, i8.reshape(1, 3)])': () => np.concatenate([f, i8.reshape(1, 3)]),
  'np.concatenate([f, i])': () => np.concatenate([f, i]),
  'np.stack([v, v * 2], 1)': () => np.stack([v, v.mul(2)], 1),
  'np.vstack([v, v])': () => np.vstack([v, v]),
  'np.hstack([m, m])': () => np.hstack([m, m]),
  'np.hstack([v, v])': () => np.hstack([v, v]),
  'np.dstack([m, m])': () => np.dstack([m, m]),
  'np.column_stack([v, v])': () => np.column_stack([v, v]),
  'np.c_[v, v]': () => np.c_(v, v),
  'np.r_[v, v]': () => np.r_(v, v),
  'np.append(v, 9.)': () => np.append(v, 9),
  'np.append(m, m, axis=0)': () => np.append(m, m, { axis: 0 }),
  'np.split(v, 2)[1]': () => np.split(v, 2)[1],
  'np.array_split(np.arange(7), 3)[1]': () => np.array_split(np.arange(7), 3)[1],
  'np.split(v, [1, 3])[1]': () => np.split(v, [1, 3])[1],
  'np.tile(v, 2)': () => np.tile(v, 2),
  'np.tile(m, (2, 2))': () => np.tile(m, [2, 2]),
  'np.tile(v, (2, 1))': () => np.tile(v, [2, 1]),
  'np.repeat(v, 2)': () => np.repeat(v, 2),
  'np.repeat(m, 2, axis=0)': () => np.repeat(m, 2, { axis: 0 }),
  'np.repeat(v, [1, 0, 2, 3])': () => np.repeat(v, [1, 0, 2, 3]),
  "np.pad(v, 2, 'constant')": () => np.pad(v, 2, 'constant'),
  "np.pad(m, [(1, 0), (0, 2)], 'constant', constant_values=9.)": () =>
    np.pad(
      m,
      [
        [1, 0],
        [0, 2],
      ],
      'constant',
      { constant_values: 9 },
    ),
  "np.pad(v, (2, 3), 'reflect')": () => np.pad(v, [2, 3], 'reflect'),
  "np.pad(v, (2, 3), 'symmetric')": () => np.pad(v, [2, 3], 'symmetric'),
  "np.pad(v, 2, 'edge')": () => np.pad(v, 2, 'edge'),
  "np.pad(v, (5, 6), 'wrap')": () => np.pad(v, [5, 6], 'wrap'),
  'np.delete(v, 1)': () => np.delete(v, 1),
  'np.delete(m, [0, 2], 1)': () => np.delete(m, [0, 2], 1),
  'np.insert(v, 1, 7.)': () => np.insert(v, 1, 7),
  'np.insert(m, 1, 7., axis=0)': () => np.insert(m, 1, 7, { axis: 0 }),
  'np.reshape(m, (3, -1))': () => np.reshape(m, [3, -1]),
  'np.transpose(m)': () => np.transpose(m),
  'np.transpose(t, (1, 0, 2))': () => np.transpose(t, [1, 0, 2]),
  'np.swapaxes(t, 0, 2)': () => np.swapaxes(t, 0, 2),
  'np.rollaxis(t, 2)': () => np.rollaxis(t, 2),
  'np.moveaxis(t, 0, -1)': () => np.moveaxis(t, 0, -1),
  'np.expand_dims(v, 0)': () => np.expand_dims(v, 0),
  'np.expand_dims(v, -1)': () => np.expand_dims(v, -1),
  'np.squeeze(t[:1])': () => np.squeeze(t.at('0:1')),
  'np.broadcast_to(v, (2, 4))': () => np.broadcast_to(v, [2, 4]),
  'np.atleast_2d(v)': () => np.atleast_2d(v),
  'np.flip(m, 1)': () => np.flip(m, 1),
  'np.fliplr(m)': () => np.fliplr(m),
  'np.flipud(m)': () => np.flipud(m),
  'np.rot90(m)': () => np.rot90(m),
  'np.rot90(m, 3)': () => np.rot90(m, 3),
  'np.roll(v, 1)': () => np.roll(v, 1),
  'np.roll(m, -1, axis=1)': () => np.roll(m, -1, { axis: 1 }),
  'np.resize(v, (2, 3))': () => np.resize(v, [2, 3]),
  'np.take(m, [2, 0], axis=1)': () => np.take(m, [2, 0], { axis: 1 }),
  'np.add(m, 1)': () => np.add(m, 1),
  'np.add(i, 1.5)': () => np.add(i, 1.5),
  'np.add(f, 0.1)': () => np.add(f, 0.1),
  'np.add(i8, 100)': () => np.add(i8, 100),
  'np.add(u8, 100)': () => np.add(u8, 100),
  'np.add(i8, 1000)': () => np.add(i8, 1000),
  'np.subtract(m, v[:3])': () => np.subtract(m, v.at('0:3')),
  'np.multiply(f, i)': () => np.multiply(f, i),
  'np.true_divide(i, 2)': () => np.true_divide(i, 2),
  'np.divide(m, f)': () => np.divide(m, f),
  'np.floor_divide(i, 4)': () => np.floor_divide(i, 4),
  'np.mod(i, 4)': () => np.mod(i, 4),
  'np.mod(m, -2.5)': () => np.mod(m, -2.5),
  'np.power(m, 2)': () => np.power(m, 2),
  'np.power(i, 3)': () => np.power(i, 3),
  'np.power(f, 0.5)': () => np.power(f, 0.5),
  'np.maximum(m, 3.5)': () => np.maximum(m, 3.5),
  'np.minimum(i, 0)': () => np.minimum(i, 0),
  'np.maximum(n, 0.)': () => np.maximum(n, 0),
  'np.exp(v)': () => np.exp(v),
  'np.exp(f)': () => np.exp(f),
  'np.exp(i)': () => np.exp(i),
  'np.log(m)': () => np.log(m),
  'np.log(f)': () => np.log(f),
  'np.sqrt(m)': () => np.sqrt(m),
  'np.sqrt(i8)': () => np.sqrt(i8),
  'np.sqrt(h)': () => np.sqrt(h),
  'np.abs(i)': () => np.abs(i),
  'np.abs(v)': () => np.abs(v),
  'np.sin(v)': () => np.sin(v),
  'np.cos(f)': () => np.cos(f),
  'np.tanh(v)': () => np.tanh(v),
  'np.floor(v)': () => np.floor(v),
  'np.ceil(v)': () => np.ceil(v),
  'np.floor(i)': () => np.floor(i),
  'np.round(v)': () => np.round(v),
  'np.round([0.5, 1.5, 2.5, -0.5, -1.5])': () => np.round([0.5, 1.5, 2.5, -0.5, -1.5]),
  'np.around([1.234, 5.678, 0.125], 2)': () => np.around([1.234, 5.678, 0.125], 2),
  'np.round([1234.5, 250.], -2)': () => np.round([1234.5, 250], -2),
  'np.sign(v)': () => np.sign(v),
  'np.sign(i)': () => np.sign(i),
  'np.square(i)': () => np.square(i),
  'np.clip(v, -1., 1.)': () => np.clip(v, -1, 1),
  'np.clip(i, 0, 3)': () => np.clip(i, 0, 3),
  'np.logaddexp(v, 0.5)': () => np.logaddexp(v, 0.5),
  'np.arctan2(v, 2.)': () => np.arctan2(v, 2),
  'np.nan_to_num(n)': () => np.nan_to_num(n),
  'np.log1p(m)': () => np.log1p(m),
  'np.expm1(v)': () => np.expm1(v),
  'np.equal(i, 5)': () => np.equal(i, 5),
  'np.not_equal(m, 1.)': () => np.not_equal(m, 1),
  'np.less(v, 0.)': () => np.less(v, 0),
  'np.greater_equal(i, 2)': () => np.greater_equal(i, 2),
  'np.logical_and(i > 0, i < 4)': () => np.logical_and(i.gt(0), i.lt(4)),
  'np.logical_or(b, [False, False, True])': () => np.logical_or(b, [false, false, true]),
  'np.logical_not(v - 3)': () => np.logical_not(v.sub(3)),
  'np.isnan(n)': () => np.isnan(n),
  'np.isinf(n)': () => np.isinf(n),
  'np.isfinite(n)': () => np.isfinite(n),
  'np.invert(b)': () => np.invert(b),
  'np.invert(i)': () => np.invert(i),
  'np.allclose([1., 1e-9], [1.000001, 0.])': () => np.allclose([1, 1e-9], [1.000001, 0]),
  'np.allclose([1.], [1.1])': () => np.allclose([1], [1.1]),
  'np.array_equal(m, m)': () => np.array_equal(m, m),
  'np.isclose([1., 2.], [1.000001, 2.1])': () => np.isclose([1, 2], [1.000001, 2.1]),
  'np.sum(m)': () => np.sum(m),
  'np.sum(i)': () => np.sum(i),
  'np.sum(i8)': () => np.sum(i8),
  'np.sum(b)': () => np.sum(b),
  'np.sum(m, 0)': () => np.sum(m, 0),
  'np.sum(m, axis=1, keepdims=True)': () => np.sum(m, { axis: 1, keepdims: true }),
  'np.sum(bf)': () => np.sum(bf),
  'np.sum(bf, 0)': () => np.sum(bf, 0),
  'np.sum(bf, 1)': () => np.sum(bf, 1),
  'np.sum(big)': () => np.sum(big),
  'np.sum(t, (0, 2))': () => np.sum(t, [0, 2]),
  'np.mean(m)': () => np.mean(m),
  'np.mean(i)': () => np.mean(i),
  'np.mean(f, 0)': () => np.mean(f, 0),
  'np.mean(bf)': () => np.mean(bf),
  'np.mean(big, 1)': () => np.mean(big, 1),
  'np.mean(h)': () => np.mean(h),
  'np.std(m)': () => np.std(m),
  'np.std(bf)': () => np.std(bf),
  'np.std(i, 0)': () => np.std(i, 0),
  'np.var(m, axis=1)': () => np.var(m, { axis: 1 }),
  'np.var(m, ddof=1)': () => np.var(m, { ddof: 1 }),
  'np.max(m)': () => np.max(m),
  'np.max(i, 1)': () => np.max(i, 1),
  'np.min(m, 0)': () => np.min(m, 0),
  'np.max(n)': () => np.max(n),
  'np.argmax(m)': () => np.argmax(m),
  'np.argmax(m, 1)': () => np.argmax(m, 1),
  'np.argmin(m, 0)': () => np.argmin(m, 0),
  'np.argmax(n)': () => np.argmax(n),
  'np.prod(m)': () => np.prod(m),
  'np.prod(i)': () => np.prod(i),
  'np.prod(m, 0)': () => np.prod(m, 0),
  'np.cumsum(m)': () => np.cumsum(m),
  'np.cumsum(i, 1)': () => np.cumsum(i, 1),
  'np.cumsum(bf[0])': () => np.cumsum(bf.at(0)),
  'np.cumprod(m, 0)': () => np.cumprod(m, 0),
  'np.all(b)': () => np.all(b),
  'np.any(b)': () => np.any(b),
  'np.all(m > 1, 0)': () => np.all(m.gt(1), 0),
  'np.ptp(m)': () => np.ptp(m),
  'np.diff(v)': () => np.diff(v),
  'np.diff(m, axis=0)': () => np.diff(m, { axis: 0 }),
  'np.average(m, 0)': () => np.average(m, 0),
  'np.average(v, weights=[1., 2., 3., 4.])': () => np.average(v, { weights: [1, 2, 3, 4] }),
  'np.median(m)': () => np.median(m),
  'np.median(m, 1)': () => np.median(m, 1),
  'np.percentile(v, 30)': () => np.percentile(v, 30),
  'np.count_nonzero(i > 0)': () => np.count_nonzero(i.gt(0)),
  'np.trace(sq)': () => np.trace(sq),
  'np.sort(m)': () => np.sort(m),
  'np.sort(m, 0)': () => np.sort(m, 0),
  'np.sort(n)': () => np.sort(n),
  'np.argsort(m)': () => np.argsort(m),
  'np.argsort(-m, 0)': () => np.argsort(m.neg(), 0),
  'np.argsort(v)[::-1]': () => np.argsort(v).at('::-1'),
  'np.unique([3, 1, 3, 2, 1])': () => np.unique(ints([3, 1, 3, 2, 1])),
  'np.unique([3, 1, 3, 2, 1], return_counts=True)[1]': () =>
    np.unique(ints([3, 1, 3, 2, 1]), { return_counts: true })[1],
  'np.unique([3, 1, 3, 2, 1], return_inverse=True)[1]': () =>
    np.unique(ints([3, 1, 3, 2, 1]), { return_inverse: true })[1],
  'np.unique([3, 1, 3, 2, 1], return_index=True)[1]': () => np.unique(ints([3, 1, 3, 2, 1]), { return_index: true })[1],
  'np.searchsorted([1., 2., 3.], [0., 2., 5.])': () => np.searchsorted([1, 2, 3], [0, 2, 5]),
  "np.searchsorted([1., 2., 3.], 2., 'right')": () => np.searchsorted([1, 2, 3], 2, 'right'),
  'np.setdiff1d([1, 2, 3, 4], [2, 4])': () => np.setdiff1d(ints([1, 2, 3, 4]), ints([2, 4])),
  'np.in1d([1, 2, 3], [2])': () => np.in1d(ints([1, 2, 3]), ints([2])),
  'np.nonzero(i > 2)[0]': () => np.nonzero(i.gt(2))[0],
  'np.nonzero(i > 2)[1]': () => np.nonzero(i.gt(2))[1],
  'np.flatnonzero(i > 2)': () => np.flatnonzero(i.gt(2)),
  'np.argwhere(i > 2)': () => np.argwhere(i.gt(2)),
  'np.where(v > 0)[0]': () => np.where(v.gt(0))[0],
  'np.where(m > 2, m, 0.)': () => np.where(m.gt(2), m, 0),
  'np.where(f > 2, f, 0.)': () => np.where(f.gt(2), f, 0),
  'np.where(b, [1, 2, 3], [[10], [20]])': () => np.where(b, ints([1, 2, 3]), ints([[10], [20]])),
  'np.bincount([0, 1, 1, 3])': () => np.bincount([0, 1, 1, 3]),
  'np.bincount([0, 1, 1], weights=[0.5, 1., 2.])': () => np.bincount([0, 1, 1], { weights: [0.5, 1, 2] }),
  'np.histogram(v, 3)[0]': () => np.histogram(v, 3)[0],
  'np.histogram(v, 3)[1]': () => np.histogram(v, 3)[1],
  'np.histogram(v, [0., 1., 3.])[0]': () => np.histogram(v, [0, 1, 3])[0],
  'np.histogram(v, 4, (0., 4.))[0]': () => np.histogram(v, 4, [0, 4])[0],
  'np.dot(m, sq)': () => np.dot(m, sq),
  'np.dot(v, v)': () => np.dot(v, v),
  'np.dot(m, [1., 2., 3.])': () => np.dot(m, [1, 2, 3]),
  'np.dot(f, f.T)': () => np.dot(f, f.T),
  'np.dot(i, i.T)': () => np.dot(i, i.T),
  'np.dot(t, t[0].T)': () => np.dot(t, t.at(0).T),
  'np.matmul(t, t.transpose(0, 2, 1))': () => np.matmul(t, t.transpose(0, 2, 1)),
  'np.matmul(m, sq)': () => np.matmul(m, sq),
  'np.outer(v, [1., 2.])': () => np.outer(v, [1, 2]),
  'np.inner(m, m)': () => np.inner(m, m),
  'np.tensordot(t, t, ([0, 2], [0, 2]))': () =>
    np.tensordot(t, t, [
      [0, 2],
      [0, 2],
    ]),
  'np.linalg.norm(v)': () => np.linalg.norm(v),
  'np.linalg.norm(m)': () => np.linalg.norm(m),
  'np.linalg.norm(m, axis=1)': () => np.linalg.norm(m, { axis: 1 }),
  'np.linalg.norm(m, 1)': () => np.linalg.norm(m, 1),
  'np.linalg.norm(m, 2)': () => np.linalg.norm(m, 2),
  'np.linalg.norm(v, np.inf)': () => np.linalg.norm(v, np.inf),
  'np.linalg.inv(sq)': () => np.linalg.inv(sq),
  'np.linalg.solve(sq, [1., 2., 3.])': () => np.linalg.solve(sq, [1, 2, 3]),
  'np.linalg.det(sq)': () => np.linalg.det(sq),
  'np.linalg.svd(m)[1]': () => np.linalg.svd(m)[1],
  'np.linalg.eigh(sq)[0]': () => np.linalg.eigh(sq)[0],
  'np.random.RandomState(3).binomial(1000, 0.4, 5)': () => new np.random.RandomState(3).binomial(1000, 0.4, 5),
  'np.random.RandomState(3).binomial(200, [[0.2], [0.9]], (2, 3))': () =>
    new np.random.RandomState(3).binomial(200, [[0.2], [0.9]], [2, 3]),
  'np.random.RandomState(3).poisson(50., 5)': () => new np.random.RandomState(3).poisson(50, 5),
  'np.random.RandomState(3).gamma(0.5, 2., 4)': () => new np.random.RandomState(3).gamma(0.5, 2, 4),
  'np.random.RandomState(3).beta(0.5, 0.5, 4)': () => new np.random.RandomState(3).beta(0.5, 0.5, 4),
  'np.random.RandomState(3).normal([0., 10.], [1., 2.], (2, 2))': () =>
    new np.random.RandomState(3).normal([0, 10], [1, 2], [2, 2]),
  'np.random.RandomState(3).laplace(0., 1., 3)': () => new np.random.RandomState(3).laplace(0, 1, 3),
  'np.random.RandomState(3).logistic(0., 1., 3)': () => new np.random.RandomState(3).logistic(0, 1, 3),
  'np.random.RandomState(3).gumbel(0., 1., 3)': () => new np.random.RandomState(3).gumbel(0, 1, 3),
  'np.random.RandomState(3).triangular(0., 1., 3., 3)': () => new np.random.RandomState(3).triangular(0, 1, 3, 3),
  'np.random.RandomState(3).geometric(0.2, 3)': () => new np.random.RandomState(3).geometric(0.2, 3),
  'np.random.RandomState(3).geometric(0.5, 3)': () => new np.random.RandomState(3).geometric(0.5, 3),
  'np.random.RandomState(3).chisquare(2.5, 3)': () => new np.random.RandomState(3).chisquare(2.5, 3),
  'np.random.RandomState(3).standard_t(4., 3)': () => new np.random.RandomState(3).standard_t(4, 3),
  'np.random.RandomState(3).vonmises(0.5, 2., 3)': () => new np.random.RandomState(3).vonmises(0.5, 2, 3),
  'np.random.RandomState(3).weibull(2., 3)': () => new np.random.RandomState(3).weibull(2, 3),
  'np.random.RandomState(3).pareto(2., 3)': () => new np.random.RandomState(3).pareto(2, 3),
  'np.random.RandomState(3).power(2., 3)': () => new np.random.RandomState(3).power(2, 3),
  'np.random.RandomState(3).rayleigh(2., 3)': () => new np.random.RandomState(3).rayleigh(2, 3),
  'np.random.RandomState(3).lognormal(0., 1., 3)': () => new np.random.RandomState(3).lognormal(0, 1, 3),
  'np.random.RandomState(3).dirichlet([1., 2., 0.5], 2)': () => new np.random.RandomState(3).dirichlet([1, 2, 0.5], 2),
  'np.random.RandomState(3).standard_cauchy(3)': () => new np.random.RandomState(3).standard_cauchy(3),
  'np.random.RandomState(3).exponential(2., 3)': () => new np.random.RandomState(3).exponential(2, 3),
  'np.random.RandomState(3).multivariate_normal([1., 2.], [[2., 0.5], [0.5, 1.]], 3)': () =>
    new np.random.RandomState(3).multivariate_normal(
      [1, 2],
      [
        [2, 0.5],
        [0.5, 1],
      ],
      3,
    ),
  'np.random.RandomState(3).multivariate_normal([0., 0.], [[1., 0.], [0., 4.]], 3)': () =>
    new np.random.RandomState(3).multivariate_normal(
      [0, 0],
      [
        [1, 0],
        [0, 4],
      ],
      3,
    ),
  'np.random.RandomState(3).randint(0, 200, 7, np.uint8)': () =>
    new np.random.RandomState(3).randint(0, 200, 7, np.uint8),
  'np.random.RandomState(3).randint(-100, 100, 7, np.int16)': () =>
    new np.random.RandomState(3).randint(-100, 100, 7, np.int16),
  'np.random.RandomState(3).randint(0, 2, 7, bool)': () => new np.random.RandomState(3).randint(0, 2, 7, np.bool),
  'np.random.RandomState(3).randint(-5, 2**40, 4)': () => new np.random.RandomState(3).randint(-5, 2 ** 40, 4),
  'np.random.RandomState(3).choice(6, 4, False, [.1, .1, .1, .2, .2, .3])': () =>
    new np.random.RandomState(3).choice(6, 4, false, [0.1, 0.1, 0.1, 0.2, 0.2, 0.3]),
  "np.random.RandomState(3).choice(['a', 'b', 'c'], 4)": () => new np.random.RandomState(3).choice(['a', 'b', 'c'], 4),
  'np.random.RandomState(3).choice([1.5, 2.5], (2, 2))': () => new np.random.RandomState(3).choice([1.5, 2.5], [2, 2]),
  'np.random.RandomState([1, 2, 3]).rand(3)': () => new np.random.RandomState([1, 2, 3]).rand(3),
  'np.random.RandomState(3).permutation(m.T)': () => new np.random.RandomState(3).permutation(m.T),
}

/** Results that numpy rounds otherwise: another order of summation, or LAPACK. */
const TOLERANCE = 4e-16
const LOOSE: readonly (readonly [RegExp, number])[] = [
  [/linalg|dot|matmul|tensordot|inner|multivariate/, 1e-14],
  [/\((f|bf|h)\b|f\.T/, 2e-7],
]

function flat(value: unknown): Plain[] {
  if (value instanceof NDArray)
    return (value.ravel().tolist() as unknown[]).map(item => (Buffer.isBuffer(item) ? item.toString() : Number(item)))
  return [typeof value === 'string' ? value : Number(value)]
}

test.each(golden)('%s', (text, dtype, shape, data) => {
  const run = EXPRESSIONS[text]
  expect(run).toBeDefined()
  const value = run?.()
  if (value instanceof NDArray) {
    expect(value.dtype.name).toBe(dtype)
    expect(value.shape).toEqual(shape)
  } else expect(shape).toEqual([])
  const tolerance = LOOSE.find(([pattern]) => pattern.test(text))?.[1] ?? TOLERANCE
  const expected = data
    .map(item => (typeof item === 'string' && dtype !== 'string' ? Number(item.replace('inf', 'Infinity')) : item))
    .map(item => (typeof item === 'boolean' ? Number(item) : item))
  const actual = flat(value)
  expect(actual.length).toBe(expected.length)
  actual.forEach((item, at) => {
    const want = expected[at] as Plain
    if (Object.is(item, want) || item === want) return
    const error = Math.abs(Number(item) - Number(want))
    if (!(error <= tolerance * Math.max(1, Math.abs(Number(want))))) expect(item, `element ${at}`).toBe(want)
  })
})

test('numbers give numbers, lists and typed arrays arrays', () => {
  expect(np.exp(0)).toBe(1)
  expect(np.sqrt(int(4))).toBe(2)
  expect(np.sqrt([4, 9]).tolist()).toEqual([2, 3])
  expect(np.mean(new Float32Array([1, 2]))).toBe(1.5)
  expect(np.array([int(1), int(2)]).dtype).toBe(np.int64)
  expect(np.array([1, 2]).dtype).toBe(np.float64)
  expect(np.arange(3).dtype).toBe(np.int64)
})

test("keywords that do not exist are refused in Python's words", () => {
  expect(() => np.sum([1], { axes: 0 } as object)).toThrow("sum() got an unexpected keyword argument 'axes'")
  expect(() => np.random.normal(0, { loc: 1 })).toThrow("normal() got multiple values for argument 'loc'")
})

test("errors are numpy's", () => {
  expect(() => np.concatenate([[1], [[1]]])).toThrow('all the input arrays must have same number of dimensions')
  expect(() => np.dot([1, 2], [1, 2, 3])).toThrow('shapes (2,) and (3,) not aligned: 2 (dim 0) != 3 (dim 0)')
  expect(() => np.random.randint(3, 3)).toThrow('low >= high')
  expect(() => np.random.choice(3, 5, false)).toThrow(
    "Cannot take a larger sample than population when 'replace=False'",
  )
  expect(() => np.random.choice(2, { p: [0.5, 0.6] })).toThrow('probabilities do not sum to 1')
  expect(() => np.random.seed(-1)).toThrow('Seed must be between 0 and 2**32 - 1')
})

test('the state of a stream can be taken and set', () => {
  const state = new np.random.RandomState(7)
  state.randn(3)
  const saved = state.get_state()
  const first = state.randn(5)
  state.set_state(saved)
  expect(state.randn(5).tolist()).toEqual(first.tolist())
  np.random.seed(5)
  expect(np.random.rand()).toBe(new np.random.RandomState(5).rand())
})

test('lists that hold nothing are float64, however deep', () => {
  for (const [value, shape] of [
    [[], [0]],
    [[[]], [1, 0]],
    [
      [[], []],
      [2, 0],
    ],
  ] as const) {
    const made = np.array(value)
    expect([made.dtype.name, [...made.shape]]).toEqual(['float64', shape])
  }
  expect(np.array([[]], np.int32).dtype.name).toBe('int32')
})

test('tests of complex numbers look at both parts', () => {
  const z = new NDArray(np.complex64, [4], Float32Array.of(0, 0, 1, Number.NaN, Number.NEGATIVE_INFINITY, 2, 0, 3))
  const tests = [np.isfinite, np.isnan, np.isinf, np.logical_not].map(test => (test(z) as NDArray).tolist())
  expect(tests).toEqual([
    [true, false, false, true],
    [false, true, false, false],
    [false, false, true, false],
    [true, false, false, false],
  ])
  expect([np.iscomplexobj(z), np.isrealobj([1])]).toEqual([true, true])
})
