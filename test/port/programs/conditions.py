def kind(n):
    if 0 < n < 10:
        return 'small'
    elif n in (10, 20) or n == 30:
        return 'round'
    else:
        return 'big' if n > 10 else 'none'

print([kind(n) for n in [5, 10, 99, -1]])
name = ''
print(name or 'unnamed', [] and 1, not name, 1 == 1.0, 'ab' < 'b', None is None)
xs = []
if not xs:
    print('empty')
