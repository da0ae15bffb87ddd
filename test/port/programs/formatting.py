name, n, x = 'net', 3, 2.5
print('%s has %d layers, loss %.3f' % (name, n, x))
print('%5d|%-6s|%05.1f|%e|%g' % (n, name, x, x, x))
print('{} {:d} {:.2f} {n:>4}'.format(name, n, x, n=n))
print('100%', n)
print('%d%% done' % 50)
print('[' + str(n) + '] ' + str(x) + ' ' + repr(name))
print('-' * 5, x, 1.0, 1e-7, 1e20, True, None)
