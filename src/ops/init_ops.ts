/** Initializers of variables (ops/init_ops.py). */
export {}
