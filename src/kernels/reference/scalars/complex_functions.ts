/**
 * Functions of complex numbers for compiled loops. Two results without an allocation: a function leaves them in `result`.
 * Division is the plain formula, so that a division by zero gives NaN in both parts, as TensorFlow 0.12.1 does.
 */

export const result: { re: number; im: number } = { re: 0, im: 0 }

function give(re: number, im: number): void {
  result.re = re
  result.im = im
}

export function mul(a: number, b: number, c: number, d: number): void {
  give(a * c - b * d, a * d + b * c)
}

export function div(a: number, b: number, c: number, d: number): void {
  const norm = c * c + d * d
  give((a * c + b * d) / norm, (b * c - a * d) / norm)
}

export function sign(a: number, b: number): void {
  const size = Math.hypot(a, b)
  if (size === 0) give(0, 0)
  else give(a / size, b / size)
}

export function exp(a: number, b: number): void {
  const size = Math.exp(a)
  // keeps e^x real for real x, infinite size included
  if (b === 0) give(size, b)
  else give(size * Math.cos(b), size * Math.sin(b))
}

export function log(a: number, b: number): void {
  give(Math.log(Math.hypot(a, b)), Math.atan2(b, a))
}

export function log1p(a: number, b: number): void {
  // |1 + z|² − 1 = a (2 + a) + b²
  give(0.5 * Math.log1p(a * (2 + a) + b * b), Math.atan2(b, 1 + a))
}

export function expm1(a: number, b: number): void {
  // e^a cos b − 1 = (e^a − 1) cos b − 2 sin²(b/2)
  const half = Math.sin(b / 2)
  give(Math.expm1(a) * Math.cos(b) - 2 * half * half, Math.exp(a) * Math.sin(b))
}

export function sqrt(a: number, b: number): void {
  if (a === 0 && b === 0) {
    give(0, b)
    return
  }
  const size = Math.hypot(a, b)
  if (a >= 0) {
    const t = Math.sqrt((size + a) / 2)
    give(t, b / (2 * t))
  } else {
    const t = Math.sqrt((size - a) / 2)
    give(Math.abs(b) / (2 * t), b < 0 || Object.is(b, -0) ? -t : t)
  }
}

export function rsqrt(a: number, b: number): void {
  sqrt(a, b)
  div(1, 0, result.re, result.im)
}

export function sin(a: number, b: number): void {
  give(Math.sin(a) * Math.cosh(b), Math.cos(a) * Math.sinh(b))
}

export function cos(a: number, b: number): void {
  give(Math.cos(a) * Math.cosh(b), -Math.sin(a) * Math.sinh(b))
}

export function tanh(a: number, b: number): void {
  // beyond this cosh overflows its square, and the result is ±1 to the last place
  if (Math.abs(a) > 300) {
    give(Math.sign(a), Math.sin(2 * b) < 0 ? -0 : 0)
    return
  }
  const sinhA = Math.sinh(a)
  const cosB = Math.cos(b)
  const norm = sinhA * sinhA + cosB * cosB
  give((sinhA * Math.cosh(a)) / norm, (Math.sin(b) * cosB) / norm)
}

export function tan(a: number, b: number): void {
  // tan z = −i tanh(iz)
  tanh(-b, a)
  give(result.im, -result.re)
}

export function sigmoid(a: number, b: number): void {
  exp(-a, -b)
  div(1, 0, 1 + result.re, result.im)
}

export function pow(a: number, b: number, c: number, d: number): void {
  // log 0 makes NaN of 0⁰, as TensorFlow does; 0 to a power with a positive real part is 0
  if (a === 0 && b === 0 && c > 0) {
    give(0, 0)
    return
  }
  log(a, b)
  mul(result.re, result.im, c, d)
  exp(result.re, result.im)
}
