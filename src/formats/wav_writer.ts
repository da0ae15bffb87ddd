/** WAV files of 16-bit samples. */

const HEADER_BYTES = 44

/** `samples` in [−1, 1], frames of one sample a channel; what lies outside is cut off. */
export function writeWav(samples: ArrayLike<number>, rate: number, channels: number): Buffer {
  const bytes = samples.length * 2
  // as a field of 32 bits
  const sampleRate = rate >>> 0
  const out = Buffer.alloc(HEADER_BYTES + bytes)
  out.write('RIFF', 0, 'latin1')
  out.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4)
  out.write('WAVEfmt ', 8, 'latin1')
  out.writeUInt32LE(16, 16)
  out.writeUInt16LE(1, 20)
  out.writeUInt16LE(channels, 22)
  out.writeUInt32LE(sampleRate, 24)
  // TensorFlow leaves the channels out of the bytes in a second
  out.writeUInt32LE((sampleRate * 2) >>> 0, 28)
  out.writeUInt16LE(channels * 2, 32)
  out.writeUInt16LE(16, 34)
  out.write('data', 36, 'latin1')
  out.writeUInt32LE(bytes, 40)
  for (let i = 0; i < samples.length; i++) out.writeInt16LE(toInt16(samples[i] as number), HEADER_BYTES + 2 * i)
  return out
}

/** Rounded half away from zero, as C's roundf does. */
function toInt16(sample: number): number {
  const scaled = Math.fround(sample * 32768)
  const rounded = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5)
  return Number.isNaN(rounded) ? -32768 : Math.min(Math.max(rounded, -32768), 32767)
}
