// Makes build/firmware/bundle.js: the engine's bundle with the firmware's door behind it, made small. Of another bundle and door where told:
// node bundle.js BUNDLE DOOR TARGET.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { minify } = require('terser');
const ts = require('typescript');
const acorn = require('acorn');

const root = resolve(__dirname, '../..');
const [bundleName = 'engine.js', door = 'door.ts', targetName = 'bundle.js'] = process.argv.slice(2);

/** The door's exports become globals: what C calls. */
function lower(source) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ES2015, removeComments: true },
  });
  const names = [...outputText.matchAll(/^export (?:function|var) (\w+)/gm)].map((match) => match[1]);
  const body = outputText.replace(/^export /gm, '');
  return `(function(global){${body}${names.map((name) => `global.${name}=${name};`).join('')}})(this);`;
}

async function main() {
  const engine = readFileSync(join(root, 'dist', bundleName), 'utf8');
  const { code } = await minify(lower(readFileSync(join(__dirname, door), 'utf8')), {
    ecma: 5,
    compress: { passes: 2, inline: false, reduce_funcs: false, keep_fargs: false },
    format: { ascii_only: true },
  });
  const bundle = `${engine}${code}\n`;
  acorn.parse(bundle, { ecmaVersion: 5 });
  const target = join(root, 'build/firmware', targetName);
  mkdirSync(join(root, 'build/firmware'), { recursive: true });
  writeFileSync(`${target}.part`, bundle);
  renameSync(`${target}.part`, target);
}

main().catch((error) => {
  console.error(`firmware bundle: ${error.message}`);
  process.exitCode = 1;
});
