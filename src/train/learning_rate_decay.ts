/** learning_rate_decay. */
export {}
