/** Functions of a program as functions of a graph (tensorflow.python.framework.function). */
import { describeParameters } from '../../functions/parameters.ts'
import { definitionOf } from '../objects/values/definition.ts'

export function adaptFunctions(): void {
  describeParameters(fn => {
    const { boundTo } = fn as { boundTo?: { readonly fn: unknown } }
    const definition = definitionOf(boundTo?.fn ?? fn)
    if (!definition) return undefined
    const { names, positional, rest, keywords } = definition.code
    return {
      names: names.slice(boundTo ? 1 : 0, positional),
      rest: rest !== null,
      optional: keywords !== null || definition.defaults.some(value => value !== undefined),
      doc: definition.doc ?? null,
    }
  })
}
