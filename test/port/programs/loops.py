n = 0
while True:
    n += 1
    if n == 3:
        continue
    if n > 5:
        break
    print(n)
for i in range(10, 0, -4):
    print(i)
for i, x in enumerate(['a', 'b']):
    print(i, x)
for a, b in zip([1, 2], ['x', 'y']):
    print(a, b)
for k in range(2, 5):
    if k == 10:
        break
else:
    print('no break', k)
