"""What the program is."""
import zipfile, pickle, urllib
from six.moves import urllib as u2
from six.moves.urllib.request import urlretrieve
class A(object):
    """A class."""
    def f(self):
        '''A method.'''
        return 3
class B(A):
    pass
def g(x):
    "A function."
    return x
def h(x):
    return x
print __doc__, A.__doc__, A().__doc__, A.f.__doc__, A().f.__doc__, g.__doc__, h.__doc__, B.__doc__, (lambda: 0).__doc__
print zipfile.__name__, urllib.__name__
