for i in range(3):
    if i == 0:
        best = 10
    else:
        best = best - i
print(i, best)
if best > 5:
    word = 'many'
else:
    word = 'few'
print(word)
