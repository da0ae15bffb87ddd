/** Files of pictures, all but the writer of PNG, which summaries use: a part of the package that is read when a program has such files. */
import './jpeg_workspace.ts'

export { readGif } from '../../formats/gif/gif_reader.ts'
export { readJpeg } from '../../formats/jpeg/jpeg_reader.ts'
export { writeJpeg } from '../../formats/jpeg/jpeg_writer.ts'
export { readPng } from '../../formats/png/png_reader.ts'
