K = 5
def twice(x):
    return K * x
class Base(object):
    def hi(self): return 'hi ' + self.name
