// Which tests are asked about a mutant: those of its own folder, and for numbers, which come to little by themselves, those of the dose check.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suiteScripts } from './bundle.mjs';

const SUITES = { number: ['number', 'dose'], dose: ['number', 'dose'], library: ['library'] };

/** Test files for a file of engine/. */
export function testFilesOf(root, mutated) {
  const [, folder] = mutated.split('/');
  return SUITES[folder].flatMap((name) =>
    readdirSync(join(root, 'tests', 'engine', name))
      .filter((file) => file.endsWith('.test.ts'))
      .sort()
      .map((file) => join(root, 'tests', 'engine', name, file)),
  );
}

/** Prints the digest of everything that the results of a folder depend on: its scripts, sources within, and this folder. */
async function digestOf(root, folder) {
  const hash = createHash('sha256');
  const here = join(root, 'tests', 'mutation');
  for (const name of readdirSync(here).filter((file) => /\.(mjs|json|ts)$/.test(file)))
    if (!/^(run|survivors)\.ts$/.test(name)) hash.update(readFileSync(join(here, name)));
  for (const { source } of await suiteScripts(root, testFilesOf(root, `engine/${folder}/`)))
    hash.update(source.replaceAll(root, ''));
  return hash.digest('hex').slice(0, 16);
}

if (process.argv[2] === 'digest') {
  const root = resolve(import.meta.dirname, '../..');
  for (const folder of process.argv.slice(3)) console.log(`${folder} ${await digestOf(root, folder)}`);
}
