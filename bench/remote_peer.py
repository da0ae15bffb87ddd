"""TensorFlow's own client beside tf0's: bench/remote.ts starts it and says, line by line, what is timed.

    remote_peer.py TARGET GRAPH.pb
"""
from __future__ import print_function

import json
import os
import sys
import time

for name in ('http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'grpc_proxy'):
    os.environ.pop(name, None)

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1 if hasattr(tf, 'compat') and hasattr(tf.compat, 'v1') else tf


def main():
    target, path = sys.argv[1:]
    graph_def = tf1.GraphDef()
    with open(path, 'rb') as graph_file:
        graph_def.ParseFromString(graph_file.read())
    graph = tf1.Graph()
    with graph.as_default():
        tf1.import_graph_def(graph_def, name='')
    sess = tf1.Session(target, graph=graph)
    for line in iter(sys.stdin.readline, ''):
        request = json.loads(line)
        fetch = graph.as_graph_element(request['fetch'])
        feed = {
            graph.get_tensor_by_name(str(name)): np.random.rand(*shape).astype(np.float32)
            for name, shape in request['feeds'].items()
        }
        times = []
        end = time.time() + request['seconds']
        while True:
            begin = time.time()
            sess.run(fetch, feed)
            now = time.time()
            times.append(1e3 * (now - begin))
            if now > end:
                break
        print(json.dumps(times))
        sys.stdout.flush()
    # a client that closes its session waits without end for a server that is gone
    os._exit(0)


main()
