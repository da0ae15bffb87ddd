class Net(object):
    def __init__(self, scale):
        self.scale = scale

    def build(self):
        def apply(x):
            return x * self.scale
        values = [apply(v) for v in [1, 2, 3]]
        return values

print(Net(4).build())
