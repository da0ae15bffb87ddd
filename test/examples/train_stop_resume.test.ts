/** A training that is stopped and goes on ends where one that was not stopped ends, to the last bit. */
import { expect, test } from 'vitest'
import { train } from '../../examples/train_stop_resume.ts'
import * as tf from '../../src/index.ts'
import { inFolder } from '../train/checkpoint_files.ts'

test('train, stop, resume', () => {
  inFolder(folder => {
    const whole = train(`${folder}/whole`, 120)
    expect(whole.began).toBe(0)
    expect(train(`${folder}/parts`, 70).began).toBe(0)
    expect(train(`${folder}/parts`, 120)).toEqual({ began: 70, loss: whole.loss })
    expect(whole.loss).toBeLessThan(1)
    expect(tf.train.latest_checkpoint(`${folder}/parts`)).toBe(`${folder}/parts/model-120`)
    // stopped after its end it has nothing to do
    expect(train(`${folder}/parts`, 120).began).toBe(120)
  })
})
