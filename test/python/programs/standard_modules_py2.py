import sys, pprint, heapq, bisect, datetime, argparse, collections
from datetime import datetime as dt, timedelta
pprint.pprint({'b': 1, 'a': [1, 2]})
pprint.pprint({'learning_rate': list(range(30)), 'a': {'x' * 40: ('b' * 30, 2), 'z': [{'q': 1.5}]}, 3: None})
pp = pprint.PrettyPrinter(indent=1, width=20)
pp.pprint([1, 2, (3, 'abcdefgh', 'ijklmno')])
print pp.pformat(['aaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'])
h = [5, 3, 8, 1, 9, 2]
heapq.heapify(h); print h
heapq.heappush(h, 0); print h, heapq.heappop(h), h, heapq.heappushpop(h, 4), heapq.heapreplace(h, 7), h
print heapq.nlargest(2, [(1, 'a'), (3, 'b')], key=lambda t: t[0])
a = [1, 3, 3, 7]
print bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.insort(a, 4), a
d = timedelta(seconds=3725.5)
print d, d.total_seconds(), d.seconds, repr(timedelta(days=1, hours=2)), timedelta(minutes=3) + timedelta(seconds=1), timedelta(seconds=10) / 4
t = dt(2016, 3, 4, 5, 6, 7)
print t, repr(t), t.strftime('%Y-%m-%d %H:%M:%S'), t + timedelta(days=30), (dt(2016, 3, 5) - t), t.isoformat(), t.year, dt(2016, 3, 4) < t, t.strftime('%y%m%d %b %A %j')
print (dt.now() - dt.now()).total_seconds() < 1, type(datetime.datetime.now()), "{:%Y/%m/%d}".format(t), "%s: step" % t
p = argparse.ArgumentParser(description='x')
p.add_argument('--lr', type=float, default=.01, help='rate')
p.add_argument('--epochs', '-e', type=int, default=3)
p.add_argument('--verbose', action='store_true')
p.add_argument('--no-cuda', dest='cuda', action='store_false', default=True)
p.add_argument('--data-dir', default='data')
p.add_argument('--layers', nargs='+', type=int, default=[1, 2])
args = p.parse_args([])
print args.lr, args.epochs, args.verbose, args.cuda, args.data_dir, args.layers
args = p.parse_args(['--lr', '0.5', '-e', '7', '--verbose', '--no-cuda', '--data-dir=q', '--layers', '3', '4'])
print args, vars(args)['lr'], sorted(vars(args).items())
args, rest = p.parse_known_args(['--foo', '3', '--lr=2'])
print args.lr, rest
q = argparse.ArgumentParser()
q.add_argument('src'); q.add_argument('dst', nargs='?', default='out'); q.add_argument('--mode', choices=['a', 'b'], default='a'); q.add_argument('-n', type=int)
print q.parse_args(['in.txt', '--mode', 'b', '-n3'])
try:
    q.parse_args(['--mode', 'c', 'x'])
except SystemExit as e: print 'exit', e.code
print dict.fromkeys('ab', 1), {}.fromkeys([2])
try:
    raise ValueError('bad')
except ValueError:
    import traceback
    print traceback.format_exc().split('\n')[-2]
