/** adadelta. */
export {}
