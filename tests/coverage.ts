// The coverage gate: every line, branch and function of engine/ is reached by the engine's own tests.
//
// The tests run TypeScript lowered to ES2022 only (deeper lowering would add branches nobody wrote); ts-node's
// inline source maps carry V8's counts back to the TypeScript. The limits stand in package.json under "c8".
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '..');

/** Types alone are never loaded, and a door that only passes names on has no code of its own: neither can be covered. */
function holdsNoCode(path: string): boolean {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(readFileSync(join(root, path), 'utf8'), { compilerOptions });
  return outputText.replace(/export (\*|\{[^}]*\})( from '[^']*')?;/g, '').trim() === '';
}

/** Prints the report for what V8 left in build/coverage/raw; true when the limits are met. */
export function coverageHolds(): boolean {
  const files = readdirSync(join(root, 'engine'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('engine', name));
  const excluded = files.filter(holdsNoCode).flatMap((path) => ['--exclude', path]);
  const c8 = join(root, 'node_modules', 'c8', 'bin', 'c8.js');
  return (
    spawnSync(process.execPath, [c8, 'report', ...excluded], { cwd: root, stdio: 'inherit' }).status === 0
  );
}
