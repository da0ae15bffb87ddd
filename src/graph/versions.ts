/** The version of TensorFlow whose behaviour tf0 has, and the versions of its graphs. */
export { PRODUCER_VERSION as GRAPH_DEF_VERSION } from './graph.ts'

export const VERSION = '0.12.1'
export const __version__ = VERSION
/** Of the graphs that it reads: what may have made them, and what they ask of their reader, at least. */
export const GRAPH_DEF_VERSION_MIN_PRODUCER = 0
export const GRAPH_DEF_VERSION_MIN_CONSUMER = 0
