default = 1
new = 2
this = default + new
function = lambda var: var + this
print(function(4))
