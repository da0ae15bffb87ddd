/** Functions of JavaScript that are called reflectively. */

/** What `typeof value === 'function'` narrows to. */
// biome-ignore lint/complexity/noBannedTypes: signatures are unknown here by nature
export type JsFunction = Function
