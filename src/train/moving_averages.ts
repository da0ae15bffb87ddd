/** moving_averages. */
export {}
