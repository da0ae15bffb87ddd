/** Initializers of contrib.layers. */
export {}
