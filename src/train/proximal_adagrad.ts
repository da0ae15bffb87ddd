/** proximal_adagrad. */
export {}
