import argparse
parser = argparse.ArgumentParser()
parser.add_argument('--steps', type=int, default=3, help='how many')
parser.add_argument('--rate', type=float, default=0.5)
args = parser.parse_args([])
print(args.steps, args.rate)
