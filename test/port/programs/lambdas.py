double = lambda x: x * 2
pairs = [('b', 2), ('a', 3)]
pairs.sort(key=lambda p: p[0])
print(double(4), pairs, sorted(pairs, key=lambda p: -p[1]))
print(list(map(lambda x: x + 1, [1, 2])), list(filter(lambda x: x > 1, [1, 2, 3])))
