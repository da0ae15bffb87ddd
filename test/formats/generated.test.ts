import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generate } from '../../scripts/protos/generate.ts'

it('the message classes are those of the .proto files', () => {
  const files = [...generate()]
  expect(files.length).toBeGreaterThan(5)
  for (const [name, text] of files)
    expect(readFileSync(new URL(`../../src/formats/protos/${name}`, import.meta.url), 'utf8')).toBe(text)
})
