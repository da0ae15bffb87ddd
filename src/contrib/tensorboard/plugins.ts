export * as projector from './projector.ts'
