# The state of a generator is a value: it can be looked at, kept and given back.
import random

random.seed(7)
state = random.getstate()
print(state[0], type(state).__name__, len(state[1]), state[1][:3], state[1][-1], state[2])
drawn = [random.random() for _ in range(3)] + [random.gauss(0, 1)]
middle = random.getstate()
print(middle[1][-1], round(middle[2], 12))
random.setstate(state)
print(drawn == [random.random() for _ in range(3)] + [random.gauss(0, 1)])
random.setstate(middle)
print(round(random.gauss(0, 1), 12))

other = random.Random(1)
other.setstate(state)
random.setstate(state)
print(other.random() == random.random(), other.getstate() == random.getstate())


def tell(action):
    try:
        action()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


tell(lambda: random.setstate((4, state[1], None)))
tell(lambda: random.setstate((3, list(state[1]), None)))
tell(lambda: random.setstate((3, state[1][:5], None)))
tell(lambda: random.setstate((3, state[1][:-1] + (700,), None)))
