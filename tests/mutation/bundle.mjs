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

const ID = /"(\d+)"/g;

/** Stryker's switches as comparisons of numbers, which cost next to nothing where they are off; `S` is what `switches` makes. */
function switched(source) {
  return source.replace(/stryMutAct_9fa48\d*\("(\d+)"\)/g, '(S.mutant === $1 && S.visit())');
}

/** A script where the visits of each mutant are counted, in `S.visits`. */
export function counting(source) {
  return switched(source).replace(
    /stryCov_9fa48\d*\(("[^)]*")\)/g,
    (_, ids) => `(${ids.replace(ID, 'S.visits[$1]++')})`,
  );
}

/** A script that counts nothing. */
export function plain(source) {
  return switched(source).replace(/stryCov_9fa48\d*\("[^)]*"\)/g, '0');
}

/** The mutant that is switched on, −1 for none; visits of each mutant; and how often the one that is on may still be visited. */
export function switches() {
  return {
    mutant: -1,
    visits: new Uint32Array(65536),
    left: 0,
    visit() {
      if (this.left-- > 0) return true;
      throw new Error('this mutant runs on and on');
    },
  };
}
