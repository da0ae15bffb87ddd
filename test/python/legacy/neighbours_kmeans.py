# nearest neighbour and k-means (segment sums), in Python 2
import numpy as np
import tensorflow as tf

np.random.seed(11)
points = np.random.uniform(-1, 1, (60, 2)).astype('float32')
tags = (points[:, 0] * points[:, 1] > 0).astype('int64')
Xtr, Ytr, Xte, Yte = points[:45], tags[:45], points[45:], tags[45:]

xtr = tf.placeholder("float", [None, 2])
xte = tf.placeholder("float", [2])
distance = tf.reduce_sum(tf.abs(tf.add(xtr, tf.neg(xte))), reduction_indices=1)
pred = tf.arg_min(distance, 0)
accuracy = 0.
init = tf.initialize_all_variables()
with tf.Session() as sess:
    sess.run(init)
    for i in range(len(Xte)):
        nn_index = sess.run(pred, feed_dict={xtr: Xtr, xte: Xte[i, :]})
        if i < 5:
            print "Test", i, "Prediction:", Ytr[nn_index], "True Class:", Yte[i]
        if Ytr[nn_index] == Yte[i]:
            accuracy += 1. / len(Xte)
    print "Accuracy:", accuracy

N, K, MAX_ITERS = 200, 4, 12
data = np.concatenate([np.random.randn(N / K, 2) * 0.3 + c for c in [[0, 0], [2, 0], [0, 2], [2, 2]]]).astype(np.float32)
tf.set_random_seed(5)
vectors = tf.constant(data)
centroids = tf.Variable(tf.slice(tf.random_shuffle(vectors), [0, 0], [K, -1]))
cluster_assignments = tf.Variable(tf.zeros([N], dtype=tf.int64))

expanded_vectors = tf.expand_dims(vectors, 0)
expanded_centroids = tf.expand_dims(centroids, 1)
distances = tf.reduce_sum(tf.square(tf.sub(expanded_vectors, expanded_centroids)), 2)
best = tf.argmin(distances, 0)


def bucket_mean(values, bucket_ids, num_buckets):
    total = tf.unsorted_segment_sum(values, bucket_ids, num_buckets)
    count = tf.unsorted_segment_sum(tf.ones_like(values), bucket_ids, num_buckets)
    return total / count

means = bucket_mean(vectors, best, K)
did_assignments_change = tf.reduce_any(tf.not_equal(best, cluster_assignments))
with tf.control_dependencies([did_assignments_change]):
    do_updates = tf.group(centroids.assign(means), cluster_assignments.assign(best))

sess = tf.Session()
sess.run(tf.initialize_all_variables())
changed, iters = True, 0
while changed and iters < MAX_ITERS:
    iters += 1
    [changed, _] = sess.run([did_assignments_change, do_updates])
    print iters, changed, sess.run(tf.reduce_min(distances)) >= 0
centers, assignments = sess.run([centroids, cluster_assignments])
print centers
print np.bincount(assignments)
order = np.argsort(assignments, kind='mergesort')
sorted_ids = tf.constant(assignments[order])
print sess.run(tf.segment_mean(data[order], sorted_ids))
print sess.run(tf.segment_max(data[order], sorted_ids)), sess.run(tf.segment_min(data[order], sorted_ids))
partitions = tf.dynamic_partition(data, tf.to_int32(best), K)
print [p.shape for p in sess.run(partitions)]
first = [tf.reduce_mean(p, 0) for p in partitions]
print sess.run(tf.pack(first))
sess.close()
