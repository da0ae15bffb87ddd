n = 10
n += 5
n -= 1
n *= 2
n //= 3
n %= 5
n **= 3
print(n)
text = 'a'
text += 'b'
xs = [1]
xs += [2, 3]
d = {'k': 1}
d['k'] += 4
xs[0] -= 7
print(text, xs, d['k'])
