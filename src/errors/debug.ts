/** `DEBUG=plan,errors`: what is printed or shown beyond the usual. */

/**
 * `plan`: programs and plans as they are made, and what keeps them from being fast. `errors`: stacks with tf0's own frames. The variable
 * belongs to many programs, so names that are not tf0's are nobody's mistake.
 */
export const debugging = (what: 'plan' | 'errors'): boolean => process.env['DEBUG']?.split(',').includes(what) === true
