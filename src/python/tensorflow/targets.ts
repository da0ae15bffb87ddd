/** A program has no network; sessions on servers are for the host to allow. */
import { PermissionDeniedError } from '../../errors/op_errors.ts'
import { refuseTargets } from '../../remote/target.ts'
import { machine } from '../objects/machine.ts'

/** Refuses a program that runs its sessions on servers, unless its host allows them. */
export function guardTargets(): void {
  refuseTargets(target => {
    // the host's own sessions are its own affair
    if (machine.current === null || machine.servers) return undefined
    const message = `This program may not have a session on '${target}': createPython allows it with the option servers, and \`tf0 run\` does.`
    return new PermissionDeniedError(null, null, message)
  })
}
