/** `DEBUG=plan`: programs and plans are printed as they are made, and what keeps them from being fast. */
export const debugPlans = (): boolean => process.env['DEBUG']?.split(',').includes('plan') === true
