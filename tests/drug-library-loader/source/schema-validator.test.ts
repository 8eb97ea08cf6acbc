// Validators of JSON Schemas, kept in build/ between starts.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import librarySchema from '../../../drug-library-loader/source/library.schema.json';
import { validatorOf } from '../../../drug-library-loader/source/schema-validator';
import { suite } from '../../suite';
import { entry, library } from '../sample-source';

const test = suite('drug-library-loader/source/schema-validator');

const KEPT = resolve(__dirname, '../../../build/transpiled');
const OPTIONS = { allErrors: true, strictRequired: false, allowUnionTypes: true, verbose: true };

/** Of this process alone, so that nobody else's file is touched. */
const MARK = `made-up-key-${process.pid}`;
const schema = { type: 'object', required: [MARK], properties: { [MARK]: { type: 'string', minLength: 2 } } };

function keptFiles(): string[] {
  return readdirSync(KEPT)
    .map((name) => join(KEPT, name))
    .filter((path) => /validator-.*\.js$/.test(path) && readFileSync(path, 'utf8').includes(MARK));
}

test('DERS-LIB-117 a validator is kept, and made again where the kept one is damaged or gone', () => {
  const judge = () => {
    const validate = validatorOf(schema, OPTIONS);
    const fine = validate({ [MARK]: 'xy' });
    const short = [validate({ [MARK]: 'x' }), validate.errors?.[0]?.keyword];
    return [fine, short, [validate({}), validate.errors?.[0]?.keyword]];
  };
  const expected = [true, [false, 'minLength'], [false, 'required']];
  try {
    assert.deepEqual(judge(), expected);
    const [path, ...others] = keptFiles();
    assert.deepEqual(others, []);
    const code = readFileSync(path, 'utf8');
    assert.deepEqual(judge(), expected, 'from the kept file');
    for (const damage of [
      '',
      'module.exports = () => true;',
      code.slice(0, -3),
      code.slice(0, code.length >> 1),
    ]) {
      writeFileSync(path, damage);
      assert.deepEqual(judge(), expected);
      assert.equal(readFileSync(path, 'utf8'), code);
    }
    rmSync(path);
    assert.deepEqual(judge(), expected);
  } finally {
    for (const path of keptFiles()) rmSync(path);
  }
});

test('DERS-LIB-117 another schema or other options make another validator', () => {
  try {
    validatorOf(schema, OPTIONS);
    const all = validatorOf({ ...schema, required: [] }, OPTIONS);
    assert.equal(all({}), true);
    const first = validatorOf({ ...schema, required: ['a', 'b'] }, { ...OPTIONS, allErrors: false });
    assert.equal(first({}), false);
    assert.equal(first.errors?.length, 1);
  } finally {
    for (const path of keptFiles()) rmSync(path);
  }
});

test('DERS-LIB-117 a kept validator says what ajv says, word for word', () => {
  const direct = new Ajv2020({ ...OPTIONS, strict: true }).compile(librarySchema);
  const kept = validatorOf(librarySchema, { ...OPTIONS, strict: true });
  const sound = library([entry()]);
  for (const source of [
    sound,
    {},
    { ...sound, titel: 'x' },
    { ...sound, sequence: 'x', display: 'fr' },
    { ...sound, pump: [], advisories: { A: '' } },
    { ...sound, 'care-areas': { icu: { title: 'ICU', entries: [{ id: 'a' }, 'b', entry({ drug: '' })] } } },
  ]) {
    assert.equal(kept(source), direct(source));
    assert.deepEqual(kept.errors, direct.errors);
  }
});

test.run();
