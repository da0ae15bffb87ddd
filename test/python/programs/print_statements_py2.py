x = 3.5
print ("step %d") % 3
print ("a" "b").upper()
print (1 + 2) * 3, "x"
print (1, 2)[0]
print ("a: "), x
print (x) + 1
print -1
print (1) == (1), 5
print (x).real
print ("%d" % 3) + \
   "x"
print (x if x > 4 else 9) - 1 if x else 3
print (3) in (3, 4) and not (4)
print("iter {}, {:.2f}").format(3, x)
print "-" * 10
print "a", "b", ; print 'c'
print
print >>open('/dev/null', 'w'), "x"
print (x)>3
print (x), (x)
print [1][0], {1:2}[1]
print 1 <> 2, 0777, 10L, u'a', ur'b\n'
print (x),
print (x) + 3,
print -x % 3
print [1,2],; print "a",
print {1: 2}
print ("a",
  "b")
if x: print (x) * 2
for i in range(2): print (i), ; print("x")
print ()
print("")
print ('it %d' % 3), \
  ('b')
print not x
print(('a', 1)),
print
print (i for i in range(3)).next()
def noisy():
    print 'inside'
    return 'done'
print 'before', noisy(), 'after'
def failing():
    raise ValueError('no')
try:
    print 'written', failing()
except ValueError as e:
    print e
print 'tab\t', 'x\n', 'y', ' ', 'z'
