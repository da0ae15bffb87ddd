/** Variable scopes (ops/variable_scope.py). */
export {}
