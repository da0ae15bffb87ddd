import os
path = os.path.join('.', 'no', 'such.txt')
print(os.path.basename(path), os.path.exists(path), os.path.splitext('a.tar.gz')[1])
try:
    open(path)
except IOError:
    print('not there')
