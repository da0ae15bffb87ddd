d = {'loss': 1, 'accuracy': 2, 'step': 3}
for key in d:
    print key, d[key]
print d, d.has_key('loss')
for key, value in d.iteritems():
    print '%s=%d' % (key, value)
