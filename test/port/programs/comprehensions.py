squares = [n * n for n in range(6)]
even = [n for n in squares if n % 2 == 0]
grid = [(i, j) for i in range(2) for j in range(2)]
lengths = {word: len(word) for word in ['a', 'bb']}
print(squares, even)
print(grid)
print(sorted(lengths.items()))
print(sum(n for n in range(4)), max(n * 2 for n in [1, 5, 3]))
