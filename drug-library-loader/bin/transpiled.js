// TypeScript as it stands, each file turned into JavaScript once and kept in build/: types are checked by the build, not at each start.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '../..');
const kept = join(root, 'build/transpiled');
const config = join(root, 'tsconfig.json');
const version = require('typescript/package.json').version;
const base = createHash('sha256')
  .update(`${version} ${readFileSync(config, 'utf8')} ${readFileSync(__filename, 'utf8')}`)
  .digest();

/** By this a kept file is known to be whole. */
const END = '\n// whole\n';

let options;

function transpile(path, text) {
  const ts = require('typescript');
  options ??= ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, root, {
    noEmit: false,
    incremental: false,
    tsBuildInfoFile: undefined,
  }).options;
  return ts.transpileModule(text, { fileName: path, compilerOptions: options }).outputText + END;
}

function keep(file, code) {
  try {
    mkdirSync(kept, { recursive: true });
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, code);
    renameSync(part, file);
  } catch {
    // A folder that cannot be written to only costs the time again.
  }
}

require.extensions['.ts'] = (module, path) => {
  const text = readFileSync(path, 'utf8');
  const file = join(kept, `${createHash('sha256').update(base).update(path).update(text).digest('hex')}.js`);
  let code;
  try {
    code = readFileSync(file, 'utf8');
    if (!code.endsWith(END)) throw new Error('not whole');
  } catch {
    code = transpile(path, text);
    keep(file, code);
  }
  module._compile(code, path);
};
