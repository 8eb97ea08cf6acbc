// The bundling of the engine: what it refuses, and that making it small does not open what was closed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import * as assert from 'uvu/assert';
import { suite } from '../suite';

const { alias, refuseHelpers, shrink, verify } = require('../../engine/bundle.js');

const test = suite('engine/bundle');

const JUDGE = `var ders = (function () {
  function Limit(max) { this.measured = max; this.name_ = 'kept'; }
  function judge(value, max) {
    var limit = new Limit(max);
    if (!(value <= limit.measured)) { return 'out'; } else { return 'in'; }
  }
  return { judge: judge, Limit: Limit };
})();`;

test('a value that cannot be compared stays out of bounds when the code is made small', async () => {
  const { ders } = vm.runInNewContext(`${await shrink(JUDGE)};this`);
  const verdicts = [
    [1, 1],
    [2, 1],
    [Number.NaN, 1],
    [1, Number.NaN],
    [1, undefined],
  ].map(([value, max]) => ders.judge(value, max));
  assert.equal(verdicts, ['in', 'out', 'out', 'out', 'out']);
});

test('only properties that no caller reads lose their name', async () => {
  const code: string = await shrink(JUDGE);
  assert.not.match(code, /measured/);
  assert.match(code, /judge:.*Limit:/);
  assert.match(code, /name_/);
});

test('text beyond ASCII is escaped, so that the file can stand in C source', async () => {
  assert.is(await shrink("var ders = 'µg';"), 'var ders="\\xb5g";\n');
});

const REFUSED: [string, string, RegExp][] = [
  ['newer syntax', 'var ders = () => 1;', /Unexpected token/],
  ['a second global', 'var ders = 1; var other = 2;', /must define `ders` alone, not: ders, other/],
  ['no global', '1;', /must define `ders` alone/],
  ['code that does not load', 'var ders = missing;', /missing is not defined/],
  ['a byte too many', `var ders = "${'x'.repeat(32 * 1024 - 13)}";`, /32769 bytes, 1 more than it may have/],
];

for (const [title, code, expected] of REFUSED) {
  test(`refused: ${title}`, () => assert.throws(() => verify(code, 32 * 1024), expected));
}

test('a bundle of exactly the size it may have is accepted', () => {
  assert.is(verify(`var ders = "${'x'.repeat(32 * 1024 - 14)}";`, 32 * 1024), 32 * 1024);
});

test("refused: tsc's helpers, with the file that needs them", () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-test-'));
  try {
    writeFileSync(join(folder, 'limit.js'), 'export var a = 1;\n');
    refuseHelpers(folder);
    writeFileSync(join(folder, 'limit.js'), 'var __assign = (this && this.__assign) || function () {};\n');
    assert.throws(() => refuseHelpers(folder), /limit\.ts needs tsc's helper __assign/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const CLASS = `var ders = (function () {
    var Sum = /** @class */ (function () {
        function Sum(first) {
            this.sum = first;
            this.count = 0;
            this.most = first;
        }
        Sum.prototype.add = function (more) {
            var _this = this;
            this.sum += more;
            this.count++;
            if (more > this.most) this.most = more;
            [more].forEach(function (each) { _this.last = each; });
            return this.sum / this.count;
        };
        Sum.prototype.twice = function () {
            this.sum *= 2; this.count *= 2;
            return function () { return this; }.call(7) + this.sum + this.count + this.most + this.last;
        };
        return Sum;
    }());
    return { Sum: Sum };
})();`;

test('saying `this` and a prototype once changes nothing', () => {
  const run = (code: string) => {
    const { ders } = vm.runInNewContext(`${code};this`);
    const sum = new ders.Sum(1);
    return JSON.stringify([sum.add(3), sum.add(2), sum.twice(), sum]);
  };
  const code: string = alias(CLASS);
  assert.is(run(code), run(CLASS));
  assert.is(code.match(/Sum\.prototype/g)?.length, 1);
  assert.match(code, /_this\.sum \+= more/);
  assert.match(code, /var \$this = this;/);
});

test.run();
