"""The graphs of optimizers that gather the gradients of replicas."""
from __future__ import print_function
import tensorflow as tf
T=tf.train
def dump(g):
    for op in g.get_operations():
        attrs=[]
        for k in sorted(op.node_def.attr):
            if k in ('shared_name','container','capacity','shapes','shape','T','dtype','component_types','_class','Tcomponents'):
                attrs.append(str(k)+'='+str(op.node_def.attr[k]).replace('\n',' '))
        if not op.name.startswith('gradients/'):
            print(op.name, op.type, op.device, [str(i.name) for i in op.inputs], [str(c.name) for c in op.control_inputs], attrs)
    for k in sorted(g.get_all_collection_keys()):
        if k not in ('cond_context',):
            print(k, [str(getattr(x,'name',str(type(x).__name__))) for x in g.get_collection(k)])
def case(name, f):
    print('=====',name)
    with tf.Graph().as_default() as g:
        try: f()
        except Exception as e: print(type(e).__name__, e)
        dump(g)
def model(dev, sparse=False, opt=None, step_t=tf.int32):
    with tf.device(dev):
        step=tf.Variable(0,name='global_step',trainable=False,dtype=step_t)
        w=tf.Variable(tf.zeros([3,2]),name='w')
        b=tf.Variable(tf.zeros([2]),name='b')
        if sparse:
            loss=tf.reduce_sum(tf.gather(w,[0,1]))+tf.reduce_sum(b)
        else:
            x=tf.placeholder(tf.float32,[None,3],name='x')
            loss=tf.reduce_mean(tf.square(tf.matmul(x,w)+b))
    return step,loss
SET=lambda: T.replica_device_setter(cluster={'ps':['a:1','b:1'],'worker':['c:1','d:1']},worker_device='/job:worker/task:1')
def v2(dev=None, sparse=False, opt=None, avg=False, grads=False, **kw):
    def f():
        step,loss=model(dev() if callable(dev) else dev,sparse)
        o=(opt or (lambda: T.GradientDescentOptimizer(0.1)))()
        if avg:
            e=T.ExponentialMovingAverage(0.9,step)
            kw['variable_averages']=e; kw['variables_to_average']=tf.trainable_variables()
        s=T.SyncReplicasOptimizerV2(o,**kw)
        with tf.device(dev() if callable(dev) else dev):
            t=s.minimize(loss,global_step=step)
        print(t.name, type(t).__name__)
        print(s.chief_init_op.name, s.local_step_init_op.name, s.ready_for_local_init_op.name)
        q=s.get_chief_queue_runner(); print(q.name, [str(o.name) for o in q.enqueue_ops], q.close_op.name, q.cancel_op.name)
        print(s.get_init_tokens_op().name)
        try: print(s.get_init_tokens_op(5).name)
        except Exception as e: print(e)
    return f
def v1(dev=None, sparse=False, opt=None, avg=False, **kw):
    def f():
        step,loss=model(dev() if callable(dev) else dev,sparse)
        o=(opt or (lambda: T.GradientDescentOptimizer(0.1)))()
        if avg:
            e=T.ExponentialMovingAverage(0.9,step)
            kw['variable_averages']=e; kw['variables_to_average']=tf.trainable_variables()
        s=T.SyncReplicasOptimizer(o,**kw)
        with tf.device(dev() if callable(dev) else dev):
            t=s.minimize(loss,global_step=step)
        print(t.name, type(t).__name__)
        q=s.get_chief_queue_runner(); print(q.name, [str(o.name) for o in q.enqueue_ops], q.close_op.name, q.cancel_op.name)
        print(s.get_init_tokens_op().name)
        print(s.get_clean_up_op().name)
    return f
case('v2', v2(replicas_to_aggregate=2))
case('v2 setter', v2(SET,replicas_to_aggregate=2,total_num_replicas=3))
case('v2 sparse', v2(SET,True,replicas_to_aggregate=2,total_num_replicas=1))
case('v2 adam', v2(SET,False,lambda: T.AdamOptimizer(),replicas_to_aggregate=2,total_num_replicas=2,name='mysync'))
case('v2 momentum avg', v2('/job:ps/task:0',False,lambda: T.MomentumOptimizer(0.1,0.9),True,replicas_to_aggregate=3,total_num_replicas=3,use_locking=True))
case('v1', v1(replicas_to_aggregate=2,replica_id=0,total_num_replicas=2))
case('v1 setter', v1(SET,replicas_to_aggregate=2,replica_id=1,total_num_replicas=3))
case('v1 sparse', v1(SET,True,lambda: T.AdagradOptimizer(0.1),replicas_to_aggregate=2,replica_id=1))
case('v1 avg', v1('/job:ps/task:0',False,None,True,replicas_to_aggregate=2,replica_id=1))
