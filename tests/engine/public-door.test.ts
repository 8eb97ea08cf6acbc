// The public door: index.ts lets out exactly the names below, core.ts the first part of them, and nothing else is public.
import { join, resolve } from 'node:path';
import ts from 'typescript';
import * as assert from 'uvu/assert';
import * as core from '../../engine/core';
import * as engine from '../../engine/index';
import { suite } from '../suite';

const test = suite('engine/public-door');

type Sort = 'function' | 'class' | 'value' | 'numbers' | 'type';

// "numbers" are constant enums: there when run from source, and written as plain numbers in the bundle.
const CORE: [string, Sort, string][] = [
  ['check', 'function', 'judges a program, in words'],
  ['InfusionProgram', 'type', 'what it is asked about'],
  ['Limits', 'type', 'what it judges by'],
  ['Verdict', 'type', 'what it answers'],
  ['Finding', 'type', 'each limit crossed or problem found'],
  ['DeliverableRate', 'type', 'what the pump will do'],
  ['judgeProgram', 'function', 'the same in numbers, for firmware'],
  ['outcome', 'value', 'findings and rates of the last judgement'],
  ['VerdictCode', 'numbers', 'its result'],
  ['Severity', 'numbers', 'ranks of a finding'],
  ['Field', 'numbers', 'places in a finding'],
  ['RateField', 'numbers', 'places in a rate'],

  ['infusionProgram', 'function', 'a program as numbers'],
  ['newProgram', 'function', 'an empty one, for firmware to fill'],
  ['Program', 'type', 'its form'],
  ['ProgramType', 'numbers', ''],
  ['PROGRAM_TYPE_NAMES', 'value', ''],
  ['Delivery', 'numbers', 'what counts towards an accumulated dose'],
  ['DELIVERY_NAMES', 'value', ''],
  ['readQuantity', 'function', '"5 mcg/kg/min"'],
  ['readConcentration', 'function', '"400 mg/250 mL"'],
  ['parseDecimal', 'function', 'digits as a person types them'],
  ['Decimal', 'type', ''],

  ['Quantity', 'numbers', 'what is limited or entered'],
  ['QUANTITY_NAMES', 'value', ''],
  ['Bound', 'numbers', 'the five points'],
  ['Key', 'numbers', 'keys of a limit record'],
  ['EntryFlag', 'numbers', ''],
  ['LimitRecord', 'type', ''],

  ['parseUnit', 'function', ''],
  ['unitText', 'function', ''],
  ['Unit', 'numbers', ''],
  ['Kind', 'numbers', ''],
  ['Basis', 'numbers', ''],
  ['Time', 'numbers', ''],

  ['Library', 'class', 'a compiled library, read in place'],
  ['LibraryHead', 'type', ''],
  ['LibraryStorage', 'type', 'where it lies'],
  ['EntryKey', 'type', ''],
  ['careAreas', 'function', 'for the screen'],
  ['CareArea', 'type', ''],
  ['drugs', 'function', 'page by page'],
  ['DrugName', 'type', ''],
  ['entriesOf', 'function', ''],
  ['entryChoice', 'function', ''],
  ['EntryChoice', 'type', ''],
  ['findEntries', 'function', 'by what a person names'],
  ['EntryNames', 'type', ''],

  ['Reason', 'numbers', 'what can be wrong'],
  ['reasonText', 'function', ''],
  ['iheCode', 'function', ''],
];

// For the compiler, the installation and whoever reads a library outside the core.
const MORE: [string, Sort, string][] = [
  ['contentsReason', 'function', 'reads a whole library once'],
  ['basisOf', 'function', ''],
  ['decode', 'function', 'deterministic CBOR'],
  ['decodeRecord', 'function', 'for the compiler and the pump'],
  ['isUnit', 'function', ''],
  ['kindOf', 'function', ''],
  ['newRecord', 'function', ''],
  ['newTokens', 'function', ''],
  ['scaleOf', 'function', ''],
  ['textOf', 'function', ''],
  ['timeOf', 'function', ''],
  ['Major', 'numbers', ''],
  ['Bytes', 'type', ''],
  ['StoredRecord', 'type', ''],
  ['Tokens', 'type', ''],

  ['verifySigned', 'function', 'a signed library or trust list'],
  ['readTrustList', 'function', ''],
  ['headReason', 'function', ''],
  ['LIBRARY_CONTEXT', 'value', ''],
  ['TRUST_CONTEXT', 'value', ''],
  ['Proof', 'numbers', ''],
  ['Role', 'numbers', ''],
  ['KeyFlag', 'numbers', ''],
  ['SignedFile', 'type', ''],
  ['Manifest', 'type', ''],
  ['TrustList', 'type', ''],
  ['Policy', 'type', ''],
  ['HighestSequence', 'type', ''],
];

const folder = resolve(__dirname, '../../engine');
const files = ['core.ts', 'index.ts'].map((name) => join(folder, name));
const program = ts.createProgram(files, { noLib: true, types: [], target: ts.ScriptTarget.ES5 });
const checker = program.getTypeChecker();

function sortOf(symbol: ts.Symbol): Sort {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.ConstEnum) return 'numbers';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Class) return 'class';
  return flags & ts.SymbolFlags.Variable ? 'value' : 'type';
}

function exportsOf(name: string): string[] {
  const source = program.getSourceFile(join(folder, name)) as ts.SourceFile;
  const module = checker.getSymbolAtLocation(source) as ts.Symbol;
  return checker.getExportsOfModule(module).map((symbol) => `${sortOf(symbol)} ${symbol.name}`);
}

for (const [name, table, loaded] of [
  ['core.ts', CORE, core],
  ['index.ts', [...CORE, ...MORE], engine],
] as [string, typeof CORE, object][]) {
  test(`DERS-DOOR-001 engine/${name} lets out exactly the names of the table`, () => {
    const wanted = table.map(([each, sort]) => `${sort} ${each}`);
    assert.is(new Set(wanted).size, wanted.length, 'no name stands twice');
    assert.equal(exportsOf(name).sort(), wanted.sort());
  });

  test(`DERS-DOOR-001 engine/${name}, when run, has the values among them`, () => {
    const values = table.filter(([, sort]) => sort !== 'type').map(([each]) => each);
    assert.equal(Object.keys(loaded).sort(), values.sort());
  });
}

test('DERS-DOOR-002 only types come into the engine from outside it', () => {
  const inside = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
  assert.ok(inside.length > 15);
  for (const source of inside) {
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const path = statement.moduleSpecifier as ts.StringLiteral | undefined;
      if (path === undefined || resolve(source.fileName, '..', path.text).startsWith(folder)) continue;
      const typesAlone = ts.isImportDeclaration(statement)
        ? statement.importClause?.isTypeOnly === true
        : statement.isTypeOnly;
      assert.ok(typesAlone && path.text.endsWith('/hal/hal'), `${source.fileName} imports ${path.text}`);
    }
  }
});

// Which folder of the engine may use which: arrows point one way.
const ARROWS: Record<string, string[]> = { number: [], dose: ['number'], library: ['dose', 'number'] };

for (const [from, allowed] of Object.entries(ARROWS)) {
  test(`DERS-DOOR-002 engine/${from} uses ${['itself', ...allowed].join(', ')} and the reasons, nothing else`, () => {
    for (const source of program.getSourceFiles()) {
      if (!source.fileName.startsWith(`${join(folder, from)}/`)) continue;
      for (const { text } of imports(source)) {
        const target = resolve(source.fileName, '..', text);
        if (!target.startsWith(folder)) continue;
        const [top, rest] = target.slice(folder.length + 1).split('/');
        const reasons = rest === undefined && top.startsWith('reason');
        assert.ok(reasons || [from, ...allowed].includes(top), `${source.fileName} imports ${text}`);
      }
    }
  });
}

function imports(source: ts.SourceFile): ts.StringLiteral[] {
  return source.statements
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => moduleSpecifier as ts.StringLiteral);
}

test.run();
