from __future__ import print_function
import tensorflow as tf
import os, tempfile
L=tf.contrib.lookup
path=os.path.join(tempfile.mkdtemp(), 'words')
with open(path,'w') as f: f.write('brain 300\nsalad 20\nsurgery 100\n')
t=tf.placeholder_with_default(tf.constant(['a','c','zz','brain']),[None]); ti=tf.constant([[0,2,5]],tf.int64)
a=L.string_to_index(t,['a','b','c'])
b=L.index_to_string(ti,['a','b','c'],name='foo')
h=L.HashTable(L.KeyValueTensorInitializer(['a'],[1],tf.string,tf.int64),-1,name='tab')
h2=L.HashTable(L.TextFileInitializer(path,tf.string,0,tf.int64,1,delimiter=' '),-1)
m=L.MutableHashTable(tf.string,tf.int64,-1)
i=m.insert(t,tf.constant([1,2,3,4],tf.int64)); f=m.lookup(t)
m2=L.MutableHashTable(tf.string,tf.float32,[0.,1.],checkpoint=False,shared_name='z')
i2=m2.insert(t,tf.constant([[1,2.],[3,4],[5,6],[7,8]])); f2=m2.lookup(tf.constant([['a','q']]))
d=L.MutableDenseHashTable(tf.int64,tf.int64,-1,0,initial_num_buckets=4)
i3=d.insert(tf.constant([5,6,7],tf.int64),tf.constant([50,60,70],tf.int64)); f3=d.lookup(tf.constant([7,8,5],tf.int64))
sp=h2.lookup(tf.SparseTensor([[0,1],[2,0]],['salad','x'],[3,3]))
s=tf.Session()
def r(x):
    try: print(s.run(x))
    except tf.errors.OpError as e: print(type(e).__name__, e.message.split('[[Node')[0].strip())
r(a)
s.run(tf.initialize_all_tables())
for x in [a,b,h.lookup(t),h.size(),h2.lookup(t),h2.size(),f,i,f,m.size(),list(m.export()),f2,i2,f2,m2.size(),i3,f3,d.size(),list(d.export()),sp.values,h.init]: r(x)
for g in [lambda: h.lookup(ti), lambda: m.insert(t,t), lambda: L.HashTable(L.KeyValueTensorInitializer(['a'],[1],tf.string,tf.int64),[1]), lambda: L.TextFileInitializer('',tf.string,0,tf.int64,1), lambda: L.TextFileInitializer('a',tf.string,-1,tf.int64,1), lambda: L.TextFileInitializer('a',tf.string,-5,tf.int64,1), lambda: L.TextFileInitializer('a',tf.string,0,tf.int64,1,vocab_size=0)]:
    try: print(g())
    except Exception as e: print(type(e).__name__, e)
