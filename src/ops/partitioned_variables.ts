/** Variables in parts (ops/partitioned_variables.py). */
export {}
