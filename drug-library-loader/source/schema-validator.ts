import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Options, ValidateFunction } from 'ajv/dist/2020';
import { version } from 'ajv/package.json';

/** Beside the transpiled program, and trusted as it is. */
const KEPT = resolve(__dirname, '../../build/transpiled');
/** By this a kept file is known to be whole. */
const END = '\n// whole\n';

/**
 * What ajv makes of a JSON Schema (2020-12). Making it takes longer than a short command should, so the validator's text is kept in build/,
 * under the digest of everything that it depends on.
 */
export function validatorOf<T>(schema: object, options: Options): ValidateFunction<T> {
  const made = createHash('sha256')
    .update(JSON.stringify([version, options, schema]))
    .digest('hex');
  const file = join(KEPT, `validator-${made}.js`);
  let code: string;
  try {
    code = readFileSync(file, 'utf8');
    if (!code.endsWith(END)) throw new Error('not whole');
  } catch {
    code = makeCode(schema, options) + END;
    keep(file, code);
  }
  const module = { exports: undefined as unknown };
  compileFunction(code, ['module', 'exports', 'require'], { filename: file })(
    module,
    {},
    createRequire(__filename),
  );
  return module.exports as ValidateFunction<T>;
}

function makeCode(schema: object, options: Options): string {
  // Loaded only here: it takes a tenth of a second.
  const { default: Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
  const { default: standaloneCode } = require('ajv/dist/standalone') as typeof import('ajv/dist/standalone');
  const ajv = new Ajv2020({ ...options, code: { source: true } });
  return standaloneCode(ajv, ajv.compile(schema));
}

function keep(file: string, code: string): void {
  try {
    mkdirSync(KEPT, { recursive: true });
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, code);
    renameSync(part, file);
  } catch {
    // A folder that cannot be written to only costs the time again.
  }
}
