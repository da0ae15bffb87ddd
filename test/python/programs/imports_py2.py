# Imports: packages, relative ones, what Python 2 finds beside a module, __import__, importlib, sys.path, reload.
import importlib
import os.path
import sys

import shapes.round
print sorted(name for name in dir(shapes) if not name.startswith('_'))
print shapes.round.circle.AREA, shapes.round.helper.NAME
import shapes.flat.square as sq
print sq.SIDES, sq.name()
from shapes.flat import *
print SQUARE_MADE, 'hidden' in globals()
from shapes import flat as f, round as r
print f.__name__, r.__name__, f.__package__, sq.__file__.endswith('shapes/flat/square.py')
print __import__('shapes.round').__name__, __import__('shapes.round', fromlist=['circle']).__name__
print importlib.import_module('.round', 'shapes') is r, importlib.import_module('shapes.flat.square') is sq
print sys.modules['shapes.flat'] is f, 'shapes.nothing' in sys.modules
for name in ('nothing_here', 'shapes.nothing'):
    try:
        __import__(name)
    except ImportError as e:
        print e
try:
    from shapes import missing
except ImportError as e:
    print e
try:
    from . import shapes
except ValueError as e:
    print e
try:
    import shapes.broken
except ZeroDivisionError as e:
    print e, 'shapes.broken' in sys.modules
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import helper
print helper.__name__
helper.double = None
reload(helper)
print helper.double is None
def local():
    import math, os.path as p
    from math import pi as tau
    return math.floor(tau), p.basename('/a/b')
print local()
