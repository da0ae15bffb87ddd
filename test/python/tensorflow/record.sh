#!/bin/sh
# Records what the programs print on TensorFlow 0.12.1: sh record.sh PYTHON, a Python 2.7 that has it.
cd "$(dirname "$0")" || exit 1
# what the library itself prints does not pass through the program
for program in *_py2.py; do
  TF_CPP_MIN_LOG_LEVEL=3 "$@" "$program" 2>/dev/null | grep -v "^Converted [0-9]* variables to const ops" > "${program%.py}.out" || echo "$program failed"
done
