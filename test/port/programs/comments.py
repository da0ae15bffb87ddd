# What the program is about.

import tensorflow as tf  # the library


# A step
def step(x):
    # inside
    y = x + 1  # one more

    # at the end
    return y
    # behind it


print(step(1))
# the last line
