d = {'a': 1, 'b': 2}
d['c'] = 3
for key in sorted(d):
    print(key, d[key])
for key, value in sorted(d.items()):
    print(key, value)
print('a' in d, 'z' not in d, d.get('z', 0), len(d))
d.update({'a': 10})
print(d.pop('a'), sorted(d.keys()), sorted(d.values()))
counts = {}
for word in 'a b a'.split():
    counts[word] = counts.get(word, 0) + 1
print(sorted(counts.items()))
