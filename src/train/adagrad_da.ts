/** adagrad_da. */
export {}
