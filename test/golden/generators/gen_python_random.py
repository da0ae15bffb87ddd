"""Prints what CPython 3's random module gives for some seeds, as JSON."""
import json, random
out = {}
for seed in (0, 1, 42, 2**40 + 5, -7, 'text'):
    r = {}
    def fresh():
        random.seed(seed)
    fresh(); r['random'] = [random.random() for _ in range(3)]
    fresh(); r['randint'] = [random.randint(0, 1000) for _ in range(5)]
    fresh(); r['randrange'] = [random.randrange(3, 30, 4) for _ in range(5)]
    fresh(); r['choice'] = [random.choice('abcde') for _ in range(5)]
    fresh(); x = list(range(10)); random.shuffle(x); r['shuffle'] = x
    fresh(); r['sample_pool'] = random.sample(range(30), 6)
    fresh(); r['sample_set'] = random.sample(range(1000), 5)
    fresh(); r['choices'] = random.choices([1, 2, 3], weights=[1, 2, 3], k=5)
    fresh(); r['gauss'] = [random.gauss(0, 1) for _ in range(3)]
    fresh(); r['uniform'] = [random.uniform(-1, 1) for _ in range(3)]
    fresh(); r['getrandbits'] = [random.getrandbits(5), random.getrandbits(40)]
    fresh(); r['triangular'] = random.triangular(0, 2, 0.5)
    fresh(); r['expovariate'] = random.expovariate(2)
    out[str(seed)] = r
print(json.dumps(out, indent=None, separators=(',', ':')))
