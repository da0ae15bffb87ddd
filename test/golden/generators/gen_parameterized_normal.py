"""Writes parameterized.json: values of TensorFlow 0.12.1 for parameterized_truncated_normal (op seeds 1 and 42, one thread)."""
import tensorflow as tf, numpy as np, json
from tensorflow.python.ops import random_ops
out=[]
inf=float('inf')
def go(shape,m,s,a,b,seed,dt='float32',runs=3):
  tf.reset_default_graph()
  dtype=tf.as_dtype(dt)
  t=random_ops.parameterized_truncated_normal(shape,means=np.array(m,dt),stddevs=np.array(s,dt),minvals=np.array(a,dt),maxvals=np.array(b,dt),dtype=dtype,seed=seed)
  with tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1)) as sess:
    rs=[[float(v) for v in sess.run(t).ravel()] for _ in range(runs)]
  fix=lambda v:[str(float(x)) if np.isinf(x) else float(x) for x in np.ravel(v)]
  out.append(dict(shape=shape,means=fix(m),stddevs=fix(s),minvals=fix(a),maxvals=fix(b),seed=seed,dtype=dt,runs=rs))
for seed in (1,42):
  for dt in ('float32','float64','float16'):
    go([10],0.,1.,-1.,3.,seed,dt)
    go([7],0.,1.,-1.,inf,seed,dt)
    go([7],0.,1.,-inf,1.,seed,dt)
    go([7],0.,1.,-inf,-1.,seed,dt)
    go([6],5.,2.,6.,6.5,seed,dt)
    go([6],5.,2.,1.,2.5,seed,dt)
    go([6],0.,1.,3.,20.,seed,dt)
    go([6],0.,1.,-20.,20.,seed,dt)
  go([250],0.,1.,-1.,3.,seed,'float32',2)
  go([250],0.,1.,-20.,30.,seed,'float32',2)
  go([3,5],[0.,1.,2.],[1.,2.,3.],[-1.,-1.,0.],[3.,4.,inf],seed)
  go([3,5],[0.,1.,2.],[1.],[-1.],[3.],seed)
  go([2,3,2],[0.,1.],[1.,.5],[-3.],[3.],seed,'float64')
json.dump(out,open('parameterized.json','w'))
