"""Serves one task of a cluster, with any TensorFlow from 0.12 on. Its environment says which:

TF_CLUSTER   the addresses of each job's tasks, as JSON: {"ps": ["ps0:2222"], "worker": ["worker0:2222"]}
TF_JOB       the job
TF_TASK      the index of the task, or a name that ends with it: worker-1
"""
import json
import os

import tensorflow as tf

train = getattr(getattr(tf, 'compat', None), 'v1', tf).train
jobs = json.loads(os.environ['TF_CLUSTER'])
cluster = train.ClusterSpec(dict((str(job), [str(task) for task in tasks]) for job, tasks in jobs.items()))
index = int(os.environ['TF_TASK'].split('-')[-1])
train.Server(cluster, job_name=os.environ['TF_JOB'], task_index=index).join()
