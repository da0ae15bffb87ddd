#!/bin/sh
# Records what Python prints: record.sh PYTHON3 PYTHON2 (Python 2.7 with numpy 1.16)
cd "$(dirname "$0")" || exit 1
for program in *.py; do
  case $program in
    *_py2.py) "$2" "$program" > "${program%py}out" ;;
    *) "$1" "$program" > "${program%py}out" ;;
  esac
done
