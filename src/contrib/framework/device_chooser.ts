/** Devices for variables, one after the other (contrib/framework/python/ops/variables.py). */

import { type PythonArguments, setSignature, toNumber } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { DeviceSpec } from '../../graph/device.ts'

interface ChooserArgs {
  num_tasks: number
  job_name: string
  device_type: string
  device_index: number
}

const SIGNATURE_TEXT = "VariableDeviceChooser(num_tasks=0, job_name='ps', device_type='CPU', device_index=0)"

/**
 * A device function for variables: with `num_tasks` parameter servers they go to one after the other, else to the device of that
 * type and index.
 *
 *     tf.device(new VariableDeviceChooser(2), () => …)      // /job:ps/task:0/device:CPU:0, /job:ps/task:1/device:CPU:0, …
 */
export class VariableDeviceChooser {
  static readonly pythonModule = 'tensorflow.contrib.framework.python.ops.variables'
  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, ChooserArgs>) {
    const { num_tasks, job_name, device_type, device_index } = signature.bind(args) as unknown as ChooserArgs
    const tasks = toNumber(num_tasks)
    let next = 0
    const choose = (): string => {
      const device = { device_type, device_index: toNumber(device_index) }
      if (tasks <= 0) return new DeviceSpec(device).to_string()
      const task = next
      next = (next + 1) % tasks
      return new DeviceSpec({ ...device, job: job_name, task }).to_string()
    }
    // an instance is a function: device functions are called
    // biome-ignore lint/correctness/noConstructorReturn: as above
    return Object.setPrototypeOf(choose, VariableDeviceChooser.prototype) as VariableDeviceChooser
  }
}
// @ts-expect-error the guarded class takes its place
VariableDeviceChooser = guardedClass(VariableDeviceChooser)
export interface VariableDeviceChooser {
  (op: unknown): string
}
Object.setPrototypeOf(VariableDeviceChooser.prototype, Function.prototype)
const signature = setSignature(VariableDeviceChooser, SIGNATURE_TEXT)
