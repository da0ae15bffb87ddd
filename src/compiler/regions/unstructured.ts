/** Why a signature is left to the reference executor. */
export class Unstructured extends Error {}
