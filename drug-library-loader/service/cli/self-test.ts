import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readWhole } from '../../cli/key-file';
import { colours, plural, say, sayJson, table } from '../../cli/screen';
import { type TestRow, selfTest } from '../self-test';
import { type PumpOptions, onPump, withPump } from './pump-option';

const VECTORS = resolve(__dirname, '../../../tests/vectors/link-check.json');

export function register(program: Command): void {
  withPump(program.command('self-test'))
    .summary('the published vectors, on the pump itself')
    .description(
      'The pump tests itself, then judges the published programs, signatures and digests, which are sent to it one by one; its answers must be the ' +
        'published ones, byte for byte. Not while infusing. A pump that counts says what its programs and its memory cost.',
    )
    .option('--vectors <file>', 'programs and verdicts', VECTORS)
    .option('--signatures <file>', 'Ed25519 vectors in the form of Project Wycheproof')
    .addHelpText(
      'after',
      `
Exit code: 0 all passed, 1 not, 2 usage or no answer.

Example:
  pump-service self-test --pump /dev/ttyACM0 --signatures wycheproof-ed25519.json`,
    )
    .action((options: PumpOptions & { vectors: string; signatures?: string }) =>
      onPump(options, async (link) => {
        const vectors = JSON.parse(readWhole(options.vectors).toString());
        const signatures = options.signatures
          ? JSON.parse(readWhole(options.signatures).toString())
          : undefined;
        const bar = process.stderr.isTTY && !options.json;
        const rows = await selfTest(link, { vectors, signatures }, (done, total) => {
          if (bar) process.stderr.write(`\r${done} of ${total} `);
        });
        if (bar) process.stderr.write('\r\u001b[K');
        if (options.json) sayJson(rows);
        else sayRows(rows);
        if (rows.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
      }),
    );
}

function sayRows(rows: TestRow[]): void {
  say(
    table(
      ['', 'passed', 'failed', 'left out'],
      rows.map(({ name, passed, failed, leftOut }) => [
        name,
        String(passed),
        failed.length > 0 ? colours.red(String(failed.length)) : '0',
        leftOut > 0 ? String(leftOut) : '',
      ]),
    ),
  );
  for (const { name, failed } of rows)
    for (const why of failed.slice(0, 10)) say(colours.red(`${name}: ${why}`));
  for (const { name, cost } of rows)
    if (cost)
      say(
        `${name}: ${cost.median.toLocaleString('en-US')} ${cost.unit} from message to answer in the middle, ` +
          `${cost.most.toLocaleString('en-US')} at most`,
      );
  const failures = rows.reduce((sum, { failed }) => sum + failed.length, 0);
  say(failures === 0 ? colours.green('All passed.') : colours.red(`${plural(failures, 'test')} failed.`));
}
