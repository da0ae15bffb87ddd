"""Runs the programs of this folder on TensorFlow 0.12.1 (Python 2.7): what they print, and the graph they leave. Usage: record.py [PROGRAM ...]"""
from __future__ import print_function
import glob, gzip, os, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))

if len(sys.argv) > 2 and sys.argv[1] == '--run':
    path = sys.argv[2]
    sys.argv = [path]
    import tensorflow as tf
    scope = {'__name__': '__main__', '__file__': path}
    exec(compile(open(path).read(), path, 'exec', 0, True), scope)
    graph = scope.get('graph', tf.get_default_graph())
    with open(path[:-2] + 'pb.gz', 'wb') as raw:
        with gzip.GzipFile('', 'wb', 9, raw, 0) as f:
            f.write(graph.as_graph_def().SerializeToString())
else:
    for path in [os.path.join(HERE, name) for name in sys.argv[1:]] or sorted(glob.glob(os.path.join(HERE, '*.py'))):
        if os.path.basename(path) != 'record.py':
            with open(path[:-2] + 'out', 'wb') as out:
                subprocess.check_call([sys.executable, os.path.abspath(__file__), '--run', path], stdout=out)
