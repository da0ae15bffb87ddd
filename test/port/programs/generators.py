def squares(n):
    for i in range(n):
        yield i * i

def chain(*parts):
    for part in parts:
        for item in part:
            yield item

for s in squares(4):
    print(s)
print(list(chain([1, 2], squares(3))))
