class Shape:
    count = 0

    @staticmethod
    def area(w, h):
        return w * h

    @classmethod
    def square(cls, side):
        return cls(side, side)

    def __init__(self, w, h):
        self.w = w
        self.h = h

s = Shape.square(3)
print(Shape.area(s.w, s.h), s.area(2, 5))
