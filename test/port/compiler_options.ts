/** How ported programs are compiled: as a strict program of a user. */
import ts from 'typescript'

export const STRICT: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
}
