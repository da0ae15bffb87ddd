s = set([1, 2, 2])
s.add(5)
t = {2, 3}
print(len(s), 2 in s, sorted(s | t), sorted(s & t), sorted(s - t))
