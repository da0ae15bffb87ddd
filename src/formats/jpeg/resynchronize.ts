/** What libjpeg does where a restart marker is not the one that it expects. */
import type { EntropyReader } from './entropy_reader.ts'

const [FIRST_RESTART, LAST_RESTART, FIRST_VALID] = [0xd0, 0xd7, 0xc0]

/** Whether the data behind the reader's marker, or a later one that becomes the reader's, goes on with restart `expected`; false: that data is missing. */
export function resynchronized(reader: EntropyReader, expected: number): boolean {
  for (;;) {
    const marker = reader.foundMarker()
    if (marker < FIRST_VALID) {
      reader.skipMarker()
      continue
    }
    if (marker < FIRST_RESTART || marker > LAST_RESTART) return false
    const ahead = (marker - FIRST_RESTART - expected) & 7
    if (ahead === 1 || ahead === 2) return false
    if (ahead < 6) return true
    reader.skipMarker()
  }
}
