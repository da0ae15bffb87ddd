class Failure(Exception):
    pass

def risky(n):
    try:
        if n == 0:
            raise ValueError('zero')
        elif n == 1:
            raise Failure('one')
        return n
    except ValueError as e:
        print('value', e)
        return -1
    except Failure as e:
        print('failure', e)
        return -2
    finally:
        print('finally', n)

print([risky(n) for n in range(3)])
try:
    {}['missing']
except KeyError:
    print('no such key')
else:
    print('never')
