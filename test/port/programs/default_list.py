def add(item, to=[]):
    to.append(item)
    return len(to)

print(add(1), add(2), add(3))
