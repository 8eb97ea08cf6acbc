// The mutation suite as scripts: each test of engine/number, dose and library with the sources that it tests, in one piece.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** esbuild's parts that put the collecting suite and the short properties in the place of the ordinary ones. */
function inPlaceOf(root) {
  const here = join(root, 'tests', 'mutation');
  return {
    name: 'mutation suite',
    setup(maker) {
      maker.onResolve({ filter: /(^|\/)\.\.\/suite$/ }, () => ({ path: join(here, 'collected-suite.ts') }));
      maker.onResolve({ filter: /^fast-check$/ }, ({ importer }) =>
        importer.startsWith(here) ? undefined : { path: join(here, 'short-properties.ts') },
      );
      maker.onLoad({ filter: /tests\/engine\/.*\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replaceAll('__dirname', JSON.stringify(dirname(path))),
        loader: 'ts',
      }));
    },
  };
}

/** One script for each test file, a CommonJS module that exports `collected`; every script has sources of its own. */
export async function suiteScripts(root, testFiles) {
  const collecting = JSON.stringify(join(root, 'tests', 'mutation', 'collected-suite.ts'));
  const bundle = (path) =>
    build({
      stdin: {
        contents: `import ${JSON.stringify(path)};\nexport { collected } from ${collecting};`,
        resolveDir: root,
      },
      bundle: true,
      packages: 'external',
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      plugins: [inPlaceOf(root)],
      logLevel: 'error',
    });
  const made = await Promise.all(testFiles.map(bundle));
  return made.map(({ outputFiles }, index) => ({ path: testFiles[index], source: outputFiles[0].text }));
}

/** The same script where visits of mutants are no longer counted: that costs more than the arithmetic itself. */
export function withoutCounting(source) {
  return source.replace('function cover() {', 'function cover() { return;');
}
