/** Services around a program: messages. */
export * as logging from './logging.ts'
