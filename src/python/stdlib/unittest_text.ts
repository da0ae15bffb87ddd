/** unittest, as a program of Python: test cases, their assertions, and the runner that prints how they went. */

import { DIFFERENCES_TEXT } from './differences_text.ts'

export const UNITTEST_NAMES =
  'SkipTest TestCase TestLoader TestResult TestSuite TextTestRunner expectedFailure main skip skipIf skipUnless defaultTestLoader findTestCases makeSuite'

/** `_error_lines` gives the traceback of an error without the lines of this module. */
export const UNITTEST_TEXT = String.raw`
import pprint, re, sys, time

class SkipTest(Exception):
  pass

def skip(reason):
  def decorator(item):
    item.__unittest_skip__ = True
    item.__unittest_skip_why__ = reason
    return item
  return decorator

def skipIf(condition, reason):
  return skip(reason) if condition else (lambda item: item)

def skipUnless(condition, reason):
  return (lambda item: item) if condition else skip(reason)

def expectedFailure(item):
  item.__unittest_expecting_failure__ = True
  return item

${DIFFERENCES_TEXT}
class _Raises(object):
  def __init__(self, case, expected, pattern=None):
    self.case, self.expected, self.pattern, self.exception = case, expected, pattern, None
  def __enter__(self):
    return self
  def __exit__(self, kind, value, traceback):
    if value is None:
      raise self.case.failureException('%s not raised' % getattr(self.expected, '__name__', str(self.expected)))
    if not isinstance(value, self.expected):
      return False
    self.exception = value
    if self.pattern is None:
      return True
    pattern = re.compile(self.pattern) if isinstance(self.pattern, str) else self.pattern
    if not pattern.search(str(value)):
      raise self.case.failureException('"%s" does not match "%s"' % (pattern.pattern, str(value)))
    return True

class TestCase(object):
  failureException = AssertionError
  longMessage = sys.version_info[0] > 2
  maxDiff = 640

  def __init__(self, methodName='runTest'):
    self._testMethodName = methodName
    self._cleanups = []
    if methodName != 'runTest' and not hasattr(self, methodName):
      raise ValueError('no such test method in %s: %s' % (self.__class__, methodName))

  def setUp(self):
    pass
  def tearDown(self):
    pass
  @classmethod
  def setUpClass(cls):
    pass
  @classmethod
  def tearDownClass(cls):
    pass
  def countTestCases(self):
    return 1
  def id(self):
    return '%s.%s.%s' % (type(self).__module__, type(self).__name__, self._testMethodName)
  def shortDescription(self):
    doc = getattr(self, self._testMethodName).__doc__
    return doc and doc.split('\n')[0].strip() or None
  def __str__(self):
    return '%s (%s.%s)' % (self._testMethodName, type(self).__module__, type(self).__name__)
  def addCleanup(self, function, *args, **kwargs):
    self._cleanups.append((function, args, kwargs))
  def doCleanups(self):
    while self._cleanups:
      function, args, kwargs = self._cleanups.pop()
      function(*args, **kwargs)
  def skipTest(self, reason):
    raise SkipTest(reason)
  def fail(self, msg=None):
    raise self.failureException(msg)
  def defaultTestResult(self):
    return TestResult()
  def debug(self):
    self.setUp()
    getattr(self, self._testMethodName)()
    self.tearDown()
    self.doCleanups()
  def __call__(self, result=None):
    return self.run(result)

  def _part(self, result, function, expecting=False):
    try:
      function()
      return True
    except SkipTest as e:
      result.addSkip(self, str(e))
    except Exception as e:
      if expecting:
        result.addExpectedFailure(self, (type(e), e, None))
      elif isinstance(e, self.failureException):
        result.addFailure(self, (type(e), e, None))
      else:
        result.addError(self, (type(e), e, None))
    return False
  def run(self, result=None):
    if result is None:
      result = self.defaultTestResult()
    result.startTest(self)
    try:
      method = getattr(self, self._testMethodName)
      for item in (type(self), method):
        if getattr(item, '__unittest_skip__', False):
          result.addSkip(self, item.__unittest_skip_why__)
          return result
      expecting = getattr(method, '__unittest_expecting_failure__', False)
      if self._part(result, self.setUp):
        went_well = self._part(result, method, expecting)
        went_well = self._part(result, self.tearDown) and went_well
      else:
        went_well = False
      went_well = self._part(result, self.doCleanups) and went_well
      if went_well and expecting:
        result.addUnexpectedSuccess(self)
      elif went_well:
        result.addSuccess(self)
      return result
    finally:
      result.stopTest(self)

  def _formatMessage(self, msg, standard):
    if not self.longMessage:
      return msg or standard
    return standard if msg is None else '%s : %s' % (standard, msg)
  def _failed(self, msg, standard):
    raise self.failureException(self._formatMessage(msg, standard))

  def assertTrue(self, expr, msg=None):
    if not expr:
      self._failed(msg, '%r is not true' % (expr,))
  def assertFalse(self, expr, msg=None):
    if expr:
      self._failed(msg, '%r is not false' % (expr,))
  def assertEqual(self, first, second, msg=None):
    if type(first) is type(second):
      special = {list: self.assertListEqual, tuple: self.assertTupleEqual, dict: self.assertDictEqual,
                 set: self.assertSetEqual, frozenset: self.assertSetEqual}
      if sys.version_info[0] > 2:
        special[str] = self.assertMultiLineEqual
      if type(first) in special:
        return special[type(first)](first, second, msg)
    if not first == second:
      self._failed(msg, '%r != %r' % (first, second))
  def assertNotEqual(self, first, second, msg=None):
    if not first != second:
      self._failed(msg, '%r == %r' % (first, second))
  def assertIs(self, expr1, expr2, msg=None):
    if expr1 is not expr2:
      self._failed(msg, '%r is not %r' % (expr1, expr2))
  def assertIsNot(self, expr1, expr2, msg=None):
    if expr1 is expr2:
      self._failed(msg, 'unexpectedly identical: %r' % (expr1,))
  def assertIsNone(self, obj, msg=None):
    if obj is not None:
      self._failed(msg, '%r is not None' % (obj,))
  def assertIsNotNone(self, obj, msg=None):
    if obj is None:
      self._failed(msg, 'unexpectedly None')
  def assertIn(self, member, container, msg=None):
    if member not in container:
      self._failed(msg, '%r not found in %r' % (member, container))
  def assertNotIn(self, member, container, msg=None):
    if member in container:
      self._failed(msg, '%r unexpectedly found in %r' % (member, container))
  def assertIsInstance(self, obj, cls, msg=None):
    if not isinstance(obj, cls):
      self._failed(msg, '%r is not an instance of %r' % (obj, cls))
  def assertNotIsInstance(self, obj, cls, msg=None):
    if isinstance(obj, cls):
      self._failed(msg, '%r is an instance of %r' % (obj, cls))
  def assertGreater(self, a, b, msg=None):
    if not a > b:
      self._failed(msg, '%r not greater than %r' % (a, b))
  def assertGreaterEqual(self, a, b, msg=None):
    if not a >= b:
      self._failed(msg, '%r not greater than or equal to %r' % (a, b))
  def assertLess(self, a, b, msg=None):
    if not a < b:
      self._failed(msg, '%r not less than %r' % (a, b))
  def assertLessEqual(self, a, b, msg=None):
    if not a <= b:
      self._failed(msg, '%r not less than or equal to %r' % (a, b))
  def _close(self, first, second, places, delta):
    if places is not None and delta is not None:
      raise TypeError('specify delta or places not both')
    if first == second:
      return True
    if delta is not None:
      return abs(first - second) <= delta
    return round(abs(second - first), 7 if places is None else places) == 0
  def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):
    if not self._close(first, second, places, delta):
      within = '%r delta' % delta if delta is not None else '%r places' % (7 if places is None else places)
      self._failed(msg, '%r != %r within %s' % (first, second, within))
  def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):
    if self._close(first, second, places, delta):
      within = '%r delta' % delta if delta is not None else '%r places' % (7 if places is None else places)
      self._failed(msg, '%r == %r within %s' % (first, second, within))
  def assertSequenceEqual(self, seq1, seq2, msg=None, seq_type=None):
    name = 'sequence' if seq_type is None else seq_type.__name__
    if seq_type is not None:
      for which, seq in (('First', seq1), ('Second', seq2)):
        if not isinstance(seq, seq_type):
          raise self.failureException('%s sequence is not a %s: %r' % (which, name, seq))
    if seq1 == seq2:
      return
    text = '%ss differ: %r != %r\n' % (name.capitalize(), seq1, seq2)
    shorter = min(len(seq1), len(seq2))
    for i in range(shorter):
      if seq1[i] != seq2[i]:
        text += '\nFirst differing element %d:\n%r\n%r\n' % (i, seq1[i], seq2[i])
        break
    for which, seq in (('First', seq1), ('Second', seq2)):
      if len(seq) > shorter:
        text += '\n%s %s contains %d additional elements.\nFirst extra element %d:\n%r\n' % (
            which, name, len(seq) - shorter, shorter, seq[shorter])
    self._failed(msg, text + _pretty_diff(seq1, seq2))
  def assertListEqual(self, list1, list2, msg=None):
    self.assertSequenceEqual(list1, list2, msg, list)
  def assertTupleEqual(self, tuple1, tuple2, msg=None):
    self.assertSequenceEqual(tuple1, tuple2, msg, tuple)
  def assertSetEqual(self, set1, set2, msg=None):
    if set1 == set2:
      return
    lines = []
    for title, items in (('first set but not the second', set1 - set2), ('second set but not the first', set2 - set1)):
      if items:
        lines.append('Items in the %s:' % title)
        lines += [repr(item) for item in items]
    self._failed(msg, '\n'.join(lines))
  def assertDictEqual(self, d1, d2, msg=None):
    self.assertIsInstance(d1, dict, 'First argument is not a dictionary')
    self.assertIsInstance(d2, dict, 'Second argument is not a dictionary')
    if d1 != d2:
      self._failed(msg, '%r != %r' % (d1, d2) + _pretty_diff(d1, d2))
  def assertDictContainsSubset(self, expected, actual, msg=None):
    missing = [key for key in expected if key not in actual]
    other = ['%r, expected: %r, actual: %r' % (key, expected[key], actual[key])
             for key in expected if key in actual and expected[key] != actual[key]]
    if missing or other:
      text = 'Missing: %s' % ','.join(repr(key) for key in missing) if missing else ''
      if other:
        text += ('; ' if text else '') + 'Mismatched values: %s' % ','.join(other)
      self._failed(msg, text)
  def assertMultiLineEqual(self, first, second, msg=None):
    if first != second:
      lines = _ndiff(first.splitlines(True), second.splitlines(True))
      self._failed(msg, '%r != %r' % (first, second) + '\n' + ''.join(lines))
  def assertItemsEqual(self, first, second, msg=None):
    first, second = list(first), list(second)
    lines, seen = [], []
    for item in first + second:
      if item in seen:
        continue
      seen.append(item)
      counts = first.count(item), second.count(item)
      if counts[0] != counts[1]:
        lines.append('First has %d, Second has %d:  %r' % (counts[0], counts[1], item))
    if lines:
      self._failed(msg, 'Element counts were not equal:\n' + '\n'.join(lines))
  assertCountEqual = assertItemsEqual
  def assertRegexpMatches(self, text, expected_regexp, msg=None):
    pattern = re.compile(expected_regexp) if isinstance(expected_regexp, str) else expected_regexp
    if not pattern.search(text):
      raise self.failureException('%s: %r not found in %r' % (msg or "Regexp didn't match", pattern.pattern, text))
  assertRegex = assertRegexpMatches
  def assertNotRegexpMatches(self, text, unexpected_regexp, msg=None):
    pattern = re.compile(unexpected_regexp) if isinstance(unexpected_regexp, str) else unexpected_regexp
    found = pattern.search(text)
    if found:
      raise self.failureException('%s: %r matches %r in %r' % (
          msg or 'Regexp matched', found.group(0), pattern.pattern, text))
  assertNotRegex = assertNotRegexpMatches
  def assertRaises(self, excClass, callableObj=None, *args, **kwargs):
    context = _Raises(self, excClass)
    if callableObj is None:
      return context
    with context:
      callableObj(*args, **kwargs)
  def assertRaisesRegexp(self, expected_exception, expected_regexp, callable_obj=None, *args, **kwargs):
    context = _Raises(self, expected_exception, expected_regexp)
    if callable_obj is None:
      return context
    with context:
      callable_obj(*args, **kwargs)
  assertRaisesRegex = assertRaisesRegexp
  assertEquals = failUnlessEqual = assertEqual
  assertNotEquals = failIfEqual = assertNotEqual
  assertAlmostEquals = failUnlessAlmostEqual = assertAlmostEqual
  assertNotAlmostEquals = failIfAlmostEqual = assertNotAlmostEqual
  assert_ = failUnless = assertTrue
  failIf = assertFalse
  failUnlessRaises = assertRaises

class TestSuite(object):
  def __init__(self, tests=()):
    self._tests = list(tests)
  def __iter__(self):
    return iter(self._tests)
  def addTest(self, test):
    self._tests.append(test)
  def addTests(self, tests):
    for test in tests:
      self.addTest(test)
  def countTestCases(self):
    return sum(test.countTestCases() for test in self._tests)
  def _cases(self):
    for test in self._tests:
      if isinstance(test, TestSuite):
        for case in test._cases():
          yield case
      else:
        yield test
  def run(self, result):
    current, entered = None, False
    for case in self._cases():
      if type(case) is not current:
        self._leave(result, current, entered)
        current = type(case)
        entered = self._class_part(result, current, 'setUpClass')
      if entered:
        case.run(result)
      if result.shouldStop:
        break
    self._leave(result, current, entered)
    return result
  def _leave(self, result, cls, entered):
    if entered:
      self._class_part(result, cls, 'tearDownClass')
  def _class_part(self, result, cls, name):
    if getattr(cls, '__unittest_skip__', False):
      return True
    try:
      getattr(cls, name)()
      return True
    except SkipTest as e:
      result.addSkip('%s (%s.%s)' % (name, cls.__module__, cls.__name__), str(e))
    except Exception as e:
      result.addError('%s (%s.%s)' % (name, cls.__module__, cls.__name__), (type(e), e, None))
    return False

class TestResult(object):
  def __init__(self, stream=None, descriptions=True, verbosity=1):
    self.stream, self.descriptions, self.verbosity = stream, descriptions, verbosity
    self.failures, self.errors, self.skipped = [], [], []
    self.expectedFailures, self.unexpectedSuccesses = [], []
    self.testsRun, self.shouldStop, self.failfast = 0, False, False
  def getDescription(self, test):
    doc = test.shortDescription() if self.descriptions and isinstance(test, TestCase) else None
    return '%s\n%s' % (test, doc) if doc else str(test)
  def _say(self, long, short):
    if self.stream and self.verbosity > 1:
      self.stream.write(long + '\n')
    elif self.stream and self.verbosity:
      self.stream.write(short)
  def startTest(self, test):
    self.testsRun += 1
    if self.stream and self.verbosity > 1:
      self.stream.write(self.getDescription(test) + ' ... ')
  def stopTest(self, test):
    pass
  def addSuccess(self, test):
    self._say('ok', '.')
  def addError(self, test, err):
    self.errors.append((test, _error_lines(err[1])))
    self.shouldStop = self.shouldStop or self.failfast
    self._say('ERROR', 'E')
  def addFailure(self, test, err):
    self.failures.append((test, _error_lines(err[1])))
    self.shouldStop = self.shouldStop or self.failfast
    self._say('FAIL', 'F')
  def addSkip(self, test, reason):
    self.skipped.append((test, reason))
    self._say('skipped %r' % reason, 's')
  def addExpectedFailure(self, test, err):
    self.expectedFailures.append((test, _error_lines(err[1])))
    self._say('expected failure', 'x')
  def addUnexpectedSuccess(self, test):
    self.unexpectedSuccesses.append(test)
    self._say('unexpected success', 'u')
  def stop(self):
    self.shouldStop = True
  def wasSuccessful(self):
    return not self.failures and not self.errors
  def printErrors(self):
    if self.verbosity:
      self.stream.write('\n')
    for kind, found in (('ERROR', self.errors), ('FAIL', self.failures)):
      for test, text in found:
        self.stream.write('%s\n%s: %s\n%s\n%s\n' % ('=' * 70, kind, self.getDescription(test), '-' * 70, text))

class TextTestRunner(object):
  def __init__(self, stream=None, descriptions=True, verbosity=1, failfast=False, buffer=False, resultclass=None):
    self.stream, self.descriptions, self.verbosity, self.failfast = stream, descriptions, verbosity, failfast
  def run(self, test):
    stream = self.stream or sys.stderr
    result = TestResult(stream, self.descriptions, self.verbosity)
    result.failfast = self.failfast
    start = time.time()
    test.run(result)
    taken = time.time() - start
    result.printErrors()
    stream.write('%s\nRan %d test%s in %.3fs\n\n' % ('-' * 70, result.testsRun, '' if result.testsRun == 1 else 's', taken))
    counts = [('failures', result.failures), ('errors', result.errors), ('skipped', result.skipped),
              ('expected failures', result.expectedFailures), ('unexpected successes', result.unexpectedSuccesses)]
    shown = ', '.join('%s=%d' % (name, len(items)) for name, items in counts if items)
    stream.write(('OK' if result.wasSuccessful() else 'FAILED') + (' (%s)' % shown if shown else '') + '\n')
    return result

class TestLoader(object):
  testMethodPrefix = 'test'
  def getTestCaseNames(self, testCaseClass):
    return sorted(name for name in dir(testCaseClass)
                  if name.startswith(self.testMethodPrefix) and callable(getattr(testCaseClass, name)))
  def loadTestsFromTestCase(self, testCaseClass):
    names = self.getTestCaseNames(testCaseClass)
    if not names and hasattr(testCaseClass, 'runTest'):
      names = ['runTest']
    return TestSuite([testCaseClass(name) for name in names])
  def loadTestsFromModule(self, module):
    items = [getattr(module, name) for name in sorted(dir(module))]
    return TestSuite([self.loadTestsFromTestCase(item) for item in items if _is_case(item)])
  def loadTestsFromName(self, name, module=None):
    item, above = module, None
    for part in name.split('.'):
      if not hasattr(item, part):
        raise AttributeError("'%s' object has no attribute '%s'" % (type(item).__name__, part))
      item, above = getattr(item, part), item
    if _is_case(item):
      return self.loadTestsFromTestCase(item)
    if _is_case(above):
      return TestSuite([above(name.split('.')[-1])])
    raise TypeError("don't know how to make test from: %s" % item)
  def loadTestsFromNames(self, names, module=None):
    return TestSuite([self.loadTestsFromName(name, module) for name in names])

def _is_case(item):
  return isinstance(item, type) and issubclass(item, TestCase)

defaultTestLoader = TestLoader()

def findTestCases(module):
  return defaultTestLoader.loadTestsFromModule(module)
def makeSuite(testCaseClass):
  return defaultTestLoader.loadTestsFromTestCase(testCaseClass)

class main(object):
  def __init__(self, module='__main__', defaultTest=None, argv=None, testRunner=None, testLoader=defaultTestLoader,
               exit=True, verbosity=1, failfast=False, catchbreak=None, buffer=None):
    if isinstance(module, str):
      name, module = module, __import__(module)
      for part in name.split('.')[1:]:
        module = getattr(module, part)
    names = [] if defaultTest is None else [defaultTest]
    given = []
    for word in (sys.argv if argv is None else argv)[1:]:
      if word in ('-v', '--verbose'):
        verbosity = 2
      elif word in ('-q', '--quiet'):
        verbosity = 0
      elif word in ('-f', '--failfast'):
        failfast = True
      elif word.startswith('-'):
        sys.stderr.write('option %s not recognized\n' % word)
        sys.exit(2)
      else:
        given.append(word)
    names = given or names
    tests = testLoader.loadTestsFromNames(names, module) if names else testLoader.loadTestsFromModule(module)
    runner = testRunner or TextTestRunner(verbosity=verbosity, failfast=failfast)
    if isinstance(runner, type):
      runner = runner(verbosity=verbosity, failfast=failfast)
    self.result = runner.run(tests)
    if exit:
      sys.exit(not self.result.wasSuccessful())
`
