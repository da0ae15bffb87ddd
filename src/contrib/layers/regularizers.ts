/** Regularizers of contrib.layers. */
export {}
