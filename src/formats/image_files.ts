/** Files of pictures, all but the writer of PNG, which summaries use: a part of the package that is read when a program has such files. */
export { readGif } from './gif/gif_reader.ts'
export { readJpeg } from './jpeg/jpeg_reader.ts'
export { writeJpeg } from './jpeg/jpeg_writer.ts'
export { readPng } from './png/png_reader.ts'
