import pickle
data = {'a': [1, 2.5], 'b': 'text'}
again = pickle.loads(pickle.dumps(data))
print(again['a'], again['b'])
