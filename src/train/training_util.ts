/** training_util. */
export {}
