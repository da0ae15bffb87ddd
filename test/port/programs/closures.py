def counter(start):
    state = [start]

    def step(by=1):
        state[0] += by
        return state[0]
    return step

c = counter(10)
c()
print(c(5))
total = 0

def add(n):
    global total
    total += n

for i in range(5):
    add(i)
print(total)
