/** Programs and plans as text: what tests compare and `DEBUG=plan` shows. */
import type { Operation } from '../../graph/operation.ts'
import type { Scalar } from '../../kernels/scalar.ts'
import type { Flow } from '../../kernels/wasm/flow.ts'
import type { Operand } from '../../kernels/wasm/step.ts'
import type { Part, Program } from '../program/program.ts'
import type { Plan, PlanStep, Slot, Source } from './plan.ts'

export function printProgram(program: Program): string {
  const lines = [
    `program(${program.feeds.map(tensor => tensor.name).join(', ')}) -> ${program.fetches.map(tensor => tensor.name).join(', ') || 'nothing'}`,
  ]
  for (const { name, op } of program.constants.keys())
    lines.push(`  constant ${name.replace(/:0$/, '')} = ${op.type}()`)
  for (const part of program.parts) for (const line of printPart(part)) lines.push(`  ${line}`)
  return lines.join('\n')
}

const call = (op: Operation): string => `${op.type}(${op.inputs.map(input => input.name).join(', ')})`

function printPart(part: Part): string[] {
  switch (part.kind) {
    case 'segment':
      return [
        `segment(${part.inputs.map(tensor => tensor.name).join(', ')}) -> ${part.outputs.map(tensor => tensor.name).join(', ') || 'nothing'}`,
        ...part.ops.map(op => `  ${op.name} = ${call(op)}`),
      ]
    case 'host':
      return [
        `host ${part.op.name} = ${part.like?.name ?? call(part.op)}`,
        ...(part.copies?.ops ?? []).map(op => `  ${op.name} = ${call(op)}`),
      ]
    case 'cond':
      return [
        `cond ${part.predicate.name}`,
        ...part.branches.flatMap((branch, i) => [
          `  branch ${i}`,
          ...branch.flatMap(printPart).map(line => `    ${line}`),
        ]),
      ]
    case 'choose':
      return [`${part.op.name} = ${part.predicate.name} ? ${part.values[1].name} : ${part.values[0].name}`]
    case 'loop':
      return [
        `loop ${part.frame} (${part.variables.map(({ cell, initial, next }) => `${cell.name} = ${initial.name}, then ${next.name}`).join('; ')})`,
        ...part.condition.flatMap(printPart).map(line => `  ${line}`),
        `  while ${part.test.name}`,
        ...part.body.flatMap(printPart).map(line => `    ${line}`),
        ...(part.last.length > 0 ? ['  at last', ...part.last.flatMap(printPart).map(line => `    ${line}`)] : []),
      ]
    default:
      return part satisfies never
  }
}

/** A plan: inputs, slots, steps with their places, outputs. */
export function printPlan(plan: Plan): string {
  const lines = [
    `plan: ${plan.steps.length} steps, arena ${plan.arenaBytes} bytes (${plan.bytesWithoutReuse} without reuse)`,
  ]
  for (const [i, slot] of plan.slots.entries()) {
    if (slot.kind !== 'fresh') lines.push(`  s${i} = ${printSlot(slot)}`)
  }
  for (const { tensor, operand } of plan.inputs) lines.push(`  ${printOperand(operand)} = input ${tensor.name}`)
  for (const { step, operand, blocks } of plan.streams)
    lines.push(`  ${printOperand(operand)} = stream of ${plan.steps[step]?.op.name}, ${blocks} blocks`)
  for (const { slot, dtype, shape } of plan.allocations)
    lines.push(`  allocate s${slot} ${dtype.name}[${shape.join(',')}]`)
  for (const [i, step] of plan.steps.entries()) lines.push(`  ${plan.flow ? `${i}: ` : ''}${printStep(step)}`)
  for (const line of printFlow(plan.flow ?? [])) lines.push(`  ${line}`)
  for (const { tensor, source } of plan.outputs) lines.push(`  output ${tensor.name} = ${printSource(source)}`)
  return lines.join('\n')
}

function printSlot(slot: Exclude<Slot, { kind: 'fresh' }>): string {
  switch (slot.kind) {
    case 'variable':
      return `variable ${slot.op.name}`
    case 'constant':
      return `constant ${slot.value.dtype.name}[${slot.value.shape.join(',')}]`
    case 'kept':
      return `kept of s${slot.from}, ${slot.bytes} bytes`
    case 'home':
      return `place of ${slot.bytes} bytes`
    case 'word':
      return 'a word'
    default:
      return slot satisfies never
  }
}

function printFlow(flow: readonly Flow[]): string[] {
  const indented = (inner: readonly Flow[]): string[] => printFlow(inner).map(line => `  ${line}`)
  return flow.flatMap(each => {
    switch (each.kind) {
      case 'steps':
        return [`steps ${each.begin} to ${each.end - 1}`]
      case 'moves':
        return each.moves.map(({ from, to, swap, where = [] }) => {
          const when = where.map(({ predicate, branch }) => `${branch ? '' : 'not '}${printOperand(predicate)}`)
          return `${printOperand(to)} ${swap ? '<->' : '='} ${printOperand(from)}${when.length > 0 ? ` where ${when.join(', ')}` : ''}`
        })
      case 'top':
        return [`${printOperand(each.value)} is on top of s${each.stack.address}`]
      case 'push':
        return [`push ${each.isThere ? 'it' : printOperand(each.value)} on s${each.stack.address}`]
      case 'pop':
        return [
          `pop ${each.value ? printOperand(each.value) : 'what is known'} ${each.borrows ? 'within' : 'from'} s${each.stack.address}`,
        ]
      case 'read':
        return [
          `${printOperand(each.value)} ${each.borrows ? 'is' : '='} element ${printOperand(each.index)} of s${each.array.address}`,
        ]
      case 'write':
        return [
          `element ${printOperand(each.index)} of s${each.array.address} ${each.adds ? '+=' : '='} ${printOperand(each.value)}`,
        ]
      case 'cond':
        return [
          `if ${printOperand(each.predicate)}`,
          ...indented(each.branches[1]),
          'otherwise',
          ...indented(each.branches[0]),
        ]
      case 'loop':
        return [
          `loop ${each.frame}`,
          ...indented(each.condition),
          `while ${printOperand(each.test)}`,
          ...indented(each.body),
          ...(each.last.length > 0 ? ['at last', ...indented(each.last)] : []),
        ]
      default:
        return each satisfies never
    }
  })
}

function printStep({ step, op, ops, inputs, outputs }: PlanStep): string {
  const to = outputs.flatMap(output => (output ? [printOperand(output)] : [])).join(', ')
  const names = ops.map(each => each.name).join(' + ')
  if (!step) return `${to || '-'} = reference ${op.type}(${inputs.map(printSource).join(', ')})   # ${names}`
  const attrs = Object.entries(step.attrs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `, ${key}=${JSON.stringify(value)}`)
    .join('')
  const kept = step.kept?.place.base === 'table' ? `, kept=s${step.kept.place.slot}` : ''
  const expression = step.scalar ? `: ${[step.scalar, ...(step.further ?? [])].map(printScalar).join('; ')}` : ''
  return `${to} = ${step.kernel}(${step.inputs.map(printOperand).join(', ')}${attrs}${kept})${expression}   # ${names}`
}

function printOperand({ place, dtype, shape }: Operand): string {
  return `${place.base === 'arena' ? `@${place.offset}` : `s${place.slot}`}:${dtype}[${shape.join(',')}]`
}

function printSource(source: Source): string {
  if (source.kind === 'operand') return printOperand(source.operand)
  if (source.kind === 'known')
    return `${source.value.dtype.name}[${source.value.shape.join(',')}]${source.value.size <= 4 ? `=${JSON.stringify(source.value.tolist())}` : ''}`
  return `s${source.slot}${source.reference ? '&' : `[${source.shape.join(',')}]`}`
}

/** `mul(x0, add(x1, 2))`. */
export function printScalar(scalar: Scalar): string {
  switch (scalar.kind) {
    case 'input':
      return `x${scalar.index}`
    case 'literal':
      return String(scalar.value)
    case 'cast':
      return `${scalar.to}(${printScalar(scalar.arg)})`
    case 'call':
      return `${scalar.fn}(${scalar.args.map(printScalar).join(', ')})`
    default:
      return scalar satisfies never
  }
}
