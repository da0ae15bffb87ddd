/** ftrl. */
export {}
