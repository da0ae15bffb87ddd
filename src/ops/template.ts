/** Functions that share their variables between calls (ops/template.py). */
export {}
