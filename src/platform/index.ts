/** Services around a program: messages, flags, the entry. */
export * as app from './app.ts'
export * as compat from './compat.ts'
export * as flags from './flags.ts'
export * as gfile from './gfile.ts'
export * as graph_util from './graph_util.ts'
export * as logging from './logging.ts'
export * as python_io from './python_io.ts'
export * as resource_loader from './resource_loader.ts'
