total = 7
count = 2
print total / count, float(total) / count, total // count
xs = [1, 2, 3, 4]
print xs[len(xs) / 2], sum(xs) / len(xs), sum(xs) / float(len(xs))
