/** Loaded before a worker's body: the worker exits in the middle of its first run. */
const { Instance } = WebAssembly

WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports)
    this.exports = exports.run0 === undefined ? exports : { run0: () => process.exit(3) }
  }
}
