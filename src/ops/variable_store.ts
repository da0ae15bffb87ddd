/** The variables that get_variable makes and shares (ops/variable_scope.py, _VariableStore). */
export {}
