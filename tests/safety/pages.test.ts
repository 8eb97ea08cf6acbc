// Pages are written as data: no text becomes markup, links lead where they say, and a hazard is two clicks from its test.
import * as assert from 'uvu/assert';
import { htmlOf } from '../../safety/html';
import { markdownOf } from '../../safety/markdown';
import { type Block, type Page, inlines, linkFrom } from '../../safety/page';
import { hazardLog } from '../../safety/pages/hazard-log';
import { requirementList } from '../../safety/pages/requirement-list';
import { testFilePage } from '../../safety/pages/test-pages';
import { byFile } from '../../safety/pages/words';
import type { Hazard } from '../../safety/source';
import { traceOf } from '../../safety/trace';
import { type TestResult, suite } from '../suite';

const test = suite('safety/pages');
const BANNER = { revision: 'abc', at: 'today', notice: 'Judged by engineers.' };

function page(...blocks: Block[]): Page {
  return { name: 'a', title: 'A <b>', blocks };
}

const LINKS: [from: string, to: string, link: string][] = [
  ['index', 'hazards#x', 'hazards.html#x'],
  ['test/a', 'hazards#x', '../hazards.html#x'],
  ['index', 'test/a#t1', 'test/a.html#t1'],
  ['hazards', '#x', '#x'],
  ['soup', 'bom.cdx.json', 'bom.cdx.json'],
  ['index', 'https://example.org/a#b', 'https://example.org/a#b'],
];
for (const [from, to, link] of LINKS) {
  test(`DERS-SAFE-009 from ${from} to ${to}: ${link}`, () => assert.is(linkFrom(from, to, '.html'), link));
}

test('DERS-SAFE-009 no text becomes markup in HTML', () => {
  const evil = '<script>alert("x")</script>';
  const html = htmlOf(
    page(
      { text: evil },
      { list: [evil] },
      { table: { head: [evil], rows: [{ cells: [evil, { code: evil }] }] } },
      { folded: evil, blocks: [] },
      { source: evil, path: evil },
      { heading: evil, level: 2, id: '"><script>' },
    ),
    BANNER,
  );
  assert.not.match(html, /<script/);
  assert.match(html, /<h1>A &lt;b&gt;<\/h1>/);
});

test('DERS-SAFE-009 no text becomes a column or markup in Markdown', () => {
  const text = markdownOf(page({ table: { head: ['h'], rows: [{ cells: ['a | b', '<b>*x*'] }] } }), BANNER);
  assert.match(text, /\| a \\\| b \| \\<b\\>\\\*x\\\* \|/);
});

test('DERS-SAFE-009 every page says that it is a draft, who judged, and of which revision and run it is', () => {
  for (const text of [htmlOf(page(), BANNER), markdownOf(page(), BANNER)]) {
    assert.match(text, /Draft\./);
    assert.match(text, /Judged by engineers\./);
    assert.match(text, /Revision abc/);
    assert.match(text, /Test results of today/);
  }
});

function linksOf(blocks: Block[]): string[] {
  return blocks.flatMap((block) => {
    if ('text' in block)
      return inlines(block.text).flatMap((part) =>
        typeof part === 'object' && 'to' in part ? [part.to] : [],
      );
    if ('table' in block)
      return block.table.rows.flatMap((row) => linksOf(row.cells.map((text) => ({ text }))));
    if ('box' in block) return linksOf(block.box);
    if ('folded' in block) return linksOf(block.blocks);
    return [];
  });
}

test('DERS-SAFE-010 from a hazard to a requirement, from there to the test and its source: two clicks', () => {
  const result: TestResult = {
    file: 'tests/x/a.test.ts',
    suite: 'a',
    title: 'DERS-AAA-001 it does',
    requirements: ['DERS-AAA-001'],
    result: 'passed',
    ms: 1,
  };
  const hazard: Hazard = {
    id: 'DERS-HAZ-001',
    hazard: 'h',
    causes: ['c'],
    effect: 'e',
    harm: 'h',
    initial: { severity: 'major', likelihood: 'low' },
    controls: [{ what: 'w', requirements: ['DERS-AAA-001'] }],
    residual: { severity: 'major', likelihood: 'very low' },
    open: [],
  };
  const requirements = [{ id: 'DERS-AAA-001', text: 'does', source: 'here', line: 1 }];
  const trace = traceOf(requirements, [result], [hazard], []);
  const files = byFile([result]);
  assert.ok(linksOf(hazardLog([hazard], trace).blocks).includes('requirements#DERS-AAA-001'));
  const list = requirementList(trace, files);
  assert.match(htmlOf(list, BANNER), /<tr id="DERS-AAA-001">/);
  assert.ok(linksOf(list.blocks).includes('test/x-a#t1'));
  const tests = testFilePage('tests/x/a.test.ts', [result], "\ntest('DERS-AAA-001 it does')", trace);
  assert.is(tests.name, 'test/x-a');
  assert.match(htmlOf(tests, BANNER), /<tr id="t1">/);
  assert.ok(linksOf(tests.blocks).includes('#L2'));
});

test.run();
