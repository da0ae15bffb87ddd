/** rmsprop. */
export {}
