"""Devices, functions of devices, and devices for replicas, within each other."""
from __future__ import print_function
import tensorflow as tf
T=tf.train
def show(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, str(error).split('\n')[0])
def devs(g): return [(str(o.name), str(o.device)) for o in g.get_operations()]
specs=['/job:ps','/job:ps/task:0','/job:ps/task:0/cpu:0','/job:worker/replica:0/task:1/device:CPU:0','/cpu:0','/gpu:*','/device:GPU:1','','/job:a/job:b','/task:3','/replica:2','/cpu','/job:x/gpu:0/task:1', '/CPU:0', '/device:CPU:*','/job:ps/', 'job:ps', '/foo:1', '/cpu:0/gpu:1', '/task:x','/job:ps/task:0/device:TPU:3', '/device:cpu:0','/job','/job:']
for s in specs:
    with tf.Graph().as_default() as g:
        def f():
            with tf.device(s): tf.constant(1)
            return devs(g)
        show(f)
    show(lambda: tf.DeviceSpec.from_string(s).to_string())
pairs=[('/job:ps','/cpu:0'),('/job:ps/task:0','/job:worker'),('/gpu:0','/cpu:1'),('/job:ps/task:1/gpu:0','/task:3'),('/job:a/replica:1','/device:GPU:*'),('/gpu:1','/gpu:*')]
for a,b in pairs:
    with tf.Graph().as_default() as g:
        with tf.device(a):
            with tf.device(b): tf.constant(1)
            tf.constant(2)
            with tf.device(None):
                tf.constant(3)
                with tf.device(b): tf.constant(4)
            tf.constant(5)
        print(a,b,devs(g))
def fn1(op): return '/job:f1' if op.type=='Const' else '/job:f2/task:%d'%len(op.name)
def fn2(op): return '/gpu:0' if 'add' in op.name else ''
 
def fn4(op): return op.device
def fn5(op): return '/job:deep/cpu:0'
def fn6(op): return tf.DeviceSpec(job='spec', task=2)
import itertools
for a,b in itertools.permutations([fn1,fn2,fn4,fn5,fn6,'/task:7','/job:plain/cpu:1',None],2):
    with tf.Graph().as_default() as g:
        def f():
            with tf.device(a):
                x=tf.constant(1.)
                with tf.device(b):
                    y=tf.constant(2.)
                    z=tf.add(x,y)
            return devs(g)
        print([getattr(q,'__name__',q) for q in (a,b)]); show(f)
C={'ps':['a:1','b:1','c:1'],'worker':['d:1','e:1']}
def loadbal(op):
    return 1
cnt=[0]
def strat(op):
    cnt[0]+=1
    return cnt[0]%3
def bad(op): return 'x'
def big(op): return 17
opts=[dict(cluster=C,worker_device='/job:worker/task:1/cpu:0'),dict(cluster=C,ps_device='/job:ps/cpu:0'),dict(cluster=C,ps_device='/job:worker',worker_device='/job:ps'),
 dict(cluster=C,merge_devices=False),dict(cluster=C,merge_devices=False,worker_device=''),dict(cluster=C,ps_strategy=strat),dict(cluster=C,ps_strategy=big),dict(cluster=C,ps_strategy=bad),
 dict(cluster=C,ps_ops=['Variable','Const']),dict(cluster=C,ps_ops=[]),dict(ps_tasks=2,ps_device='/job:p'),dict(ps_tasks=0,cluster=None),dict(ps_tasks=-1),dict(cluster=C,ps_tasks=1),
 dict(cluster={'ps':{1:'a:1',4:'b:1'},'worker':['x:1']}),dict(cluster={'ps':[],'worker':['x:1']}),dict(cluster=C,ps_device='/task:0'),dict(cluster=C,ps_device=''),dict(cluster=3),dict(cluster=[]),dict(ps_ops='Variable',ps_tasks=2),dict(cluster=C,worker_device=None),dict(cluster=C,ps_device=None), dict(ps_tasks=1.5), dict(foo=1)]
for o in opts:
    print(sorted((str(k), v if not callable(v) else v.__name__) for k,v in o.items()))
    with tf.Graph().as_default() as g:
        def f():
            s=T.replica_device_setter(**o)
            print(s is None)
            with tf.device('/job:outer/task:9'):
              with tf.device(s):
                a=tf.Variable([1.],name='a')
                with tf.variable_scope('s',partitioner=tf.fixed_size_partitioner(2)):
                    b=tf.get_variable('b',[4,2])
                    n=tf.get_variable('n',[4],initializer=tf.constant_initializer(1.))
                with tf.device('/cpu:1'): c=tf.Variable([2.],name='c')
                with tf.device('/job:mine/task:5'): d=tf.placeholder(tf.float32,name='d')
                e=tf.contrib.framework.get_or_create_global_step()
                q=tf.FIFOQueue(3,tf.float32)
                with tf.device(None): h=tf.identity(d)
                l=tf.reduce_sum(a*d)+tf.reduce_sum(tf.gather(b,[0]))
                t=T.AdamOptimizer(0.1).minimize(l,global_step=e)
            return [d for d in devs(g) if not d[0].startswith('gradients')]
        show(f)
