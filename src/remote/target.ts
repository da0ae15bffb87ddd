/** Where a session's server is: `grpc://host:port`, or `grpcs://host:port` through TLS. */
import { InvalidArgumentError } from '../errors/op_errors.ts'

export interface Target {
  /** As it was given. */
  readonly text: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

/** Whether a target names a server, rather than this process. */
export const isRemoteTarget = (text: string): boolean => /^grpcs?:\/\//.test(text)

let refusal: (target: string) => Error | undefined = () => undefined
/** Says which targets the program that runs may not have, and why. */
export function refuseTargets(by: (target: string) => Error | undefined): void {
  refusal = by
}

/** Raises InvalidArgument where it is no host and port, and what refuses the target. */
export function parseTarget(text: string): Target {
  const refused = refusal(text)
  if (refused) throw refused
  const found = /^(grpcs?):\/\/(?:\[([\da-fA-F:.]+)\]|([^/:@?#[\]\s]+)):(\d{1,5})$/.exec(text)
  const port = Number(found?.[4])
  const host = found?.[2] ?? found?.[3]
  if (!found || host === undefined || port < 1 || port > 65535) {
    throw new InvalidArgumentError(
      null,
      null,
      `Could not interpret "${text.replace(/^grpcs?:\/\//, '')}" as a host-port pair.`,
    )
  }
  return { text, host, port, tls: found[1] === 'grpcs' }
}
