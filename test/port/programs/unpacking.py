a, b = 1, 2
a, b = b, a
(c, d), e = (3, 4), 5
print(a, b, c, d, e)
pairs = [(1, 'one'), (2, 'two')]
for number, word in pairs:
    print(number, word)
first, second = pairs[0]
x = y = 7
print(first, second, x + y)
