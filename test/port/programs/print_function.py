from __future__ import print_function
print('a', 'b', sep='-')
print('no end', end='')
print()
print(1, [2, 3], (4,), {'k': 'v'})
