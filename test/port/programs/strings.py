s = '  Hello World '
print(s.strip(), s.lower().strip(), s.upper().strip().startswith('HELLO'))
print('a,b,c'.split(','), 'x y  z'.split(), '-'.join(['1', '2']), 'abc'.replace('b', 'X'))
print('abc'.find('c'), 'title case'.title(), '7'.zfill(3), 'ab'.isdigit(), 'aXbX'.count('X'))
print("it's", 'tab\there', "quote \"q\"")
