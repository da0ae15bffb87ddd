"""Clusters, and devices for the ops of replicas."""
from __future__ import print_function
import tensorflow as tf

T = tf.train


def show(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


spec = T.ClusterSpec({'worker': ['w0:1', 'w1:2']})
print(spec.jobs, spec.as_dict(), spec.num_tasks('worker'), spec.task_indices('worker'), spec.job_tasks('worker'), spec.task_address('worker', 1))
print(spec.as_cluster_def())
sparse = T.ClusterSpec({'ps': {0: 'a:1', 3: 'b:2'}})
print(sparse.as_dict(), sparse.num_tasks('ps'), sparse.task_indices('ps'), sparse.job_tasks('ps'))
print(T.ClusterSpec(sparse).as_dict() == sparse.as_dict(), T.ClusterSpec(sparse.as_cluster_def()).as_dict())
print(T.ClusterSpec({'b': ['x'], 'a': ['y', 'z']}).as_cluster_def())
show(lambda: spec.num_tasks('none'))
show(lambda: sparse.task_address('ps', 1))
show(lambda: sparse.task_address('w', 1))
show(lambda: T.ClusterSpec(3))
show(lambda: T.ClusterSpec({'a': 3}))
show(lambda: T.ClusterSpec({'a': [3]}))

cluster = {'ps': ['p0:1', 'p1:1'], 'worker': ['w0:1', 'w1:1']}
for options in ({}, {'ps_tasks': 3}, {'cluster': cluster}, {'cluster': T.ClusterSpec(cluster)}, {'cluster': T.ClusterSpec(cluster).as_cluster_def()},
                {'cluster': {'worker': ['a']}}, {'cluster': cluster, 'worker_device': '/job:worker/task:1'}, {'ps_tasks': 2, 'worker_device': ''},
                {'ps_tasks': 2, 'ps_device': ''}, {'ps_tasks': 2, 'ps_ops': ['Variable', 'Placeholder']},
                {'ps_tasks': 2, 'ps_device': '/job:other/cpu:0', 'worker_device': '/job:worker/task:4/gpu:0'},
                {'ps_tasks': 5, 'ps_strategy': lambda op: len(op.name)}):
    print(sorted(key for key in options))
    with tf.Graph().as_default() as graph:
        setter = T.replica_device_setter(**options)
        print(setter is None)
        with tf.device(setter):
            a = tf.Variable(1., name='a')
            b = tf.Variable([2.], name='bcd')
            with tf.device('/gpu:1'):
                c = tf.Variable([2.], name='e')
                x = tf.placeholder(tf.float32, name='x')
            with tf.device('/job:mine'):
                d = tf.Variable(1., name='d')
                y = a + x
            z = y * b
            T.GradientDescentOptimizer(0.1).minimize(z + c * d)
        for op in graph.get_operations():
            if not op.name.startswith('gradients'):
                print('  ', op.name, op.device)
show(lambda: T.replica_device_setter(ps_tasks=2, ps_strategy=3))
show(lambda: T.replica_device_setter(cluster=3))
config = tf.ConfigProto()
for name, count in (('CPU', 0), ('GPU', 2), ('', 3)):
    config.device_count[name] = count
print(config)
