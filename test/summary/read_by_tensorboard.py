"""Prints as JSON what TensorBoard's loader finds in a folder of event files. Usage: read_by_tensorboard.py FOLDER"""
import hashlib
import json
import sys

try:
    from tensorboard.backend.event_processing import event_accumulator
except ImportError:
    # TensorBoard was a part of TensorFlow until 1.2
    from tensorflow.python.summary import event_accumulator

loader = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={
    key: 0 for key in event_accumulator.DEFAULT_SIZE_GUIDANCE})
loader.Reload()
tags = loader.Tags()


def digest(data):
    return hashlib.sha256(data).hexdigest()


def histogram(value):
    return {'min': value.min, 'max': value.max, 'num': value.num, 'sum': value.sum, 'limits': list(value.bucket_limit), 'counts': list(value.bucket)}


found = {
    'scalars': {tag: [[e.step, e.value] for e in loader.Scalars(tag)] for tag in tags['scalars']},
    'histograms': {tag: [[e.step, histogram(e.histogram_value)] for e in loader.Histograms(tag)] for tag in tags['histograms']},
    'images': {tag: [[e.step, e.width, e.height, digest(e.encoded_image_string)] for e in loader.Images(tag)] for tag in tags['images']},
    'audio': {tag: [[e.step, e.sample_rate, e.length_frames, e.content_type, digest(e.encoded_audio_string)] for e in loader.Audio(tag)] for tag in tags['audio']},
    'graph': [[node.name, node.op] for node in loader.Graph().node],
    'meta_graph': len(loader.MetaGraph().graph_def.node),
    'run_metadata': {tag: sum(len(device.node_stats) for device in loader.RunMetadata(tag).step_stats.dev_stats) for tag in tags['run_metadata']},
}
print(json.dumps(found))
