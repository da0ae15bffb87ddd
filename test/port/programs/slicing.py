xs = list(range(10))
print(xs[2:5], xs[:3], xs[-2:], xs[::3], xs[-1], xs[1:-1:2])
text = 'tensorflow'
print(text[0], text[-1], text[2:5], text[:6], text[::-1])
xs[1:3] = [20, 30, 40]
del xs[0]
print(xs, len(xs))
