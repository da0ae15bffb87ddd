print 'a', 1, 2.0
print 'sum: %d' % (1 + 2)
for i in range(3):
    print i,
print
print (1, 2), [1.5, 2.0]
print 7 / 2, -7 / 2, 7 / 2.0, 7 % 3, -7 % 3
