/** proximal_gradient_descent. */
export {}
