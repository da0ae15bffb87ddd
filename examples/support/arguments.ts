/** The number that a program is given as its only argument, or the one it takes by itself. */
export function argument(name: string, otherwise: number): number {
  const [text, ...more] = process.argv.slice(2)
  if (text === undefined) return otherwise
  if (/^\d+$/.test(text) && more.length === 0) return Number(text)
  console.error(`usage: npx tsx ${process.argv[1]} [${name}]   (${name}: ${otherwise} unless given)`)
  process.exit(2)
}
