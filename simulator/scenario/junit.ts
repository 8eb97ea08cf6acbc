// The form of test results that build servers read.
import type { Played } from './play';
import { screenBox } from './report';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write these.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')
  );
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

function testcase({ scenario, outcome, step, problem, screen, virtual, wall }: Played): string {
  const name = `${scenario.title} [${scenario.requirements.join(' ')}]`;
  const head = `  <testcase classname="${escaped(scenario.file)}" name="${escaped(name)}" time="${seconds(wall)}">`;
  const properties = `    <properties><property name="virtual-seconds" value="${seconds(virtual)}"/><property name="source" value="${escaped(scenario.source)}"/></properties>`;
  const lines = [head, properties];
  if (outcome !== 'passed') {
    const place = step === undefined ? '' : `${step.file}:${step.line}: ${step.text}\n`;
    lines.push(
      `    <failure type="${outcome}" message="${escaped(problem ?? '')}">${escaped(`${place}${problem}\n${screenBox(screen)}`)}</failure>`,
    );
  }
  lines.push('  </testcase>');
  return lines.join('\n');
}

/** JUnit XML of all that was played. */
export function junit(played: readonly Played[]): string {
  const failures = played.filter(({ outcome }) => outcome !== 'passed').length;
  const time = seconds(played.reduce((sum, { wall }) => sum + wall, 0));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="pump-sim" tests="${played.length}" failures="${failures}" errors="0" time="${time}">`,
    ...played.map(testcase),
    '</testsuite>',
    '',
  ].join('\n');
}
