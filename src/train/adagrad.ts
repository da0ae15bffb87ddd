/** adagrad. */
export {}
