// Byte code made of source text: that it answers as its source does, is the same each time, and is refused where it is not what the runtime takes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import vm from 'node:vm';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';

const seam = resolve(__dirname, '../../../hal/jerryscript-bindings');
const build = resolve(__dirname, '../../../build');
const { constructorMarks } = require('../../../hal/jerryscript-bindings/constructors.js');
const { numberText, plainLiterals } = require('../../../hal/jerryscript-bindings/plain_literals.js');

const test = suite('hal/jerryscript-bindings/byte-code');
const folder = mkdtempSync(join(tmpdir(), 'byte-code-test-'));
test.after(() => rmSync(folder, { recursive: true }));

/** The largest whole number that static code of JerryScript holds. */
const LARGEST = 0x7ffffff;

test('DERS-SEAM-002 every number is written as one of the same bits, out of numbers that code may hold', () => {
  const numbers = [
    LARGEST + 1,
    201326592,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 53 - 1,
    2 ** 53,
    1e22,
    9007e12,
    0.1,
    30.4,
    365.2425,
    1e-6,
  ];
  let state = 7;
  const draw = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state;
  };
  for (let i = 0; i < 2000; i++) {
    numbers.push(draw() * 2 ** 22 + (draw() & 0x3fffff), draw());
    numbers.push(Number(`${draw() % 1e6}.${1 + (draw() % 9999)}`));
  }
  for (const number of numbers) {
    const text: string = numberText(number);
    assert.is(vm.runInNewContext(text), number, text);
    for (const [part] of text.matchAll(/\d+/g)) assert.ok(Number(part) <= LARGEST, text);
  }
});

test('DERS-SEAM-002 a source whose literals are written out is the same program', () => {
  const source =
    'var s="1e22 /x/";[s,/[/"]+\\//g.exec("a/\\"/b")[0],4294967296,-4294967296,1e22,.1,8].join()';
  const plain: string = plainLiterals(source);
  assert.is(vm.runInNewContext(plain), vm.runInNewContext(source));
  assert.not.match(plain, /4294967296/);
  assert.match(plain, /RegExp\(/);
});

/** Functions of a source in their order: 1 where `new` may make objects of it. */
const MARKS: [source: string, marks: number[]][] = [
  ['function A(x){} function b(){} new A(1)', [1, 0]],
  ['function A(){} A.prototype.m=function(){}', [1, 0]],
  ['function A(){} function b(x){return x instanceof A}', [1, 0]],
  ['var A=function(){}, b=function(){}; new A', [1, 0]],
  ['var A; A=function(){}; new A', [1]],
  ['var f=function(){function r(){} var t=r.prototype; t.m=function(){}; return r}(); new f', [0, 1, 0]],
  ['var f=function(){function r(){} return r}(); var g=f; new g', [0, 1]],
  ['var o={P:function(){},q:function(){}}; new o.P', [1, 0]],
  ['var o={}; function P(){} o.P=P; new o.P', [1]],
  ['new Uint8Array(3); throw new RangeError("x"); function a(){}', [0]],
];

for (const [source, marks] of MARKS) {
  test(`DERS-SEAM-002 constructors of: ${source}`, () => {
    assert.equal(
      Array.from(constructorMarks(source), (mark: number) => mark >> 15),
      marks,
    );
  });
}

test('DERS-SEAM-002 a constructor that cannot be followed is refused', () => {
  assert.throws(() => constructorMarks('function f(g){return new g}'), /nothing says which function `g` is/);
  assert.throws(() => constructorMarks('var o={};new o["P"]'), /is no name of a constructor/);
  assert.throws(() => constructorMarks('function f(){}new (f())'), /is no name of a constructor/);
});

const SAMPLE = join(__dirname, 'byte-code-sample.es5');

function compiled(runtime: string): string {
  const target = join(folder, `${runtime}.code`);
  const run = spawnSync('node', [
    join(seam, 'byte_code.js'),
    join(build, `js-compile-${runtime}`),
    SAMPLE,
    target,
  ]);
  assert.is(run.status, 0, String(run.stderr));
  return target;
}

function answer(runtime: string, bundle: string): { said: string; error: string; status: number | null } {
  const script = join(folder, 'script.js');
  writeFileSync(script, 'function answer(line) { return String(eval(line)); }');
  const program = join(build, runtime === 'duktape' ? 'js-host' : `js-host-${runtime}`);
  const run = spawnSync(program, ['--call', 'answer', bundle, script], {
    input: 'sample()\n',
    encoding: 'utf8',
  });
  return { said: run.stdout, error: run.stderr, status: run.status };
}

const runtimes = ['duktape', 'jerryscript'];
for (const runtime of runtimes) {
  const titles = [
    `DERS-SEAM-002 ${runtime}: byte code of a file answers as its source, and is the same each time`,
    `DERS-SEAM-003 ${runtime}: byte code of a file that was changed, or is another runtime's, is refused`,
  ];
  if (!existsSync(join(build, `js-compile-${runtime}`))) {
    for (const title of titles) test.skip(title, 'its library was not there when js-host was built');
    continue;
  }
  test(titles[0], () => {
    const first = readFileSync(compiled(runtime));
    const file = compiled(runtime);
    assert.ok(first.equals(readFileSync(file)));
    const { said, error } = answer(runtime, file);
    const expected = vm.runInNewContext(`${readFileSync(SAMPLE, 'utf8')};sample()`);
    assert.is(said, `${expected}\n`, error);
    assert.is(answer(runtime, SAMPLE).said, said);
  });
  test(titles[1], () => {
    const file = compiled(runtime);
    const bytes = readFileSync(file);
    const changed = join(folder, 'changed.code');
    const CHANGES: [at: number, problem: RegExp][] = [
      [8, /byte code is for another runtime/],
      [12, /byte code is for another build of the runtime/],
      [20, /byte code is damaged/],
      [bytes.length - 1, /byte code is damaged/],
    ];
    for (const [at, problem] of CHANGES) {
      const copy = Buffer.from(bytes);
      copy[at] ^= 0x10;
      writeFileSync(changed, copy);
      const { error, status } = answer(runtime, changed);
      assert.is(status, 2, `byte ${at}`);
      assert.match(error, problem);
    }
  });
}

test.run();
