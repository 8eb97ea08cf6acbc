import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { type Compilation, compile } from '../compiler/compile';
import { checkReport, previousRelease } from './check';
import { sayFindings, sayWidenings, shortPath, summaryOf } from './findings-screen';
import { colours, grouped, plural, say, sayJson, sayNotice } from './screen';
import { writeWhole } from './whole-file';

export function register(program: Command): void {
  program
    .command('build')
    .summary('compile a source into the form that a pump reads')
    .description(
      'Checks a source as "check" does and writes the compiled library. The same source gives the same bytes, on any machine. With errors ' +
        'that no waiver covers the file is marked as a draft, which "try" and "inspect" take and "sign" refuses. With faults nothing is written.',
    )
    .argument('<source>', 'folder or file of the source')
    .requiredOption('-o, --output <file>', 'where to write the compiled library')
    .option('--previous <file>', 'the release before: the sequence must be higher')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Exit code: 0 built, 1 built as a draft or not built, 2 usage.

Examples:
  drug-library build drug-library-loader/libraries/demonstration-hospital -o hospital.dlib
  drug-library build my-library -o my-library.dlib --previous released/my-library-41.signed

Then: drug-library inspect my-library.dlib, drug-library sign --help`,
    )
    .action((source: string, options: { output: string; previous?: string; json?: boolean }) => {
      const compilation = compile(source, previousRelease(options.previous));
      if (compilation.bytes) writeWhole(options.output, compilation.bytes);
      if (options.json) sayJson({ ...checkReport(compilation), ...fileReport(compilation, options.output) });
      else {
        sayNotice(compilation.head);
        sayFindings(compilation.findings);
        sayWidenings(compilation);
        say(summaryOf(compilation));
        say(conclusion(compilation, options.output));
      }
      if (!compilation.bytes || compilation.draft) process.exitCode = 1;
    });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fileReport({ bytes }: Compilation, output: string): object {
  return bytes ? { output, bytes: bytes.length, sha256: digest(bytes) } : { output: null };
}

function conclusion(compilation: Compilation, output: string): string {
  const { bytes, compiled, draft, leftOut } = compilation;
  if (!bytes) return colours.red('Nothing was written: correct the faults first.');
  const lines = [
    `${colours.bold(shortPath(output))}: ${grouped(bytes.length)} bytes, ${plural(compiled.length, 'compiled entry', 'compiled entries')}, SHA-256 ${digest(bytes)}`,
  ];
  if (leftOut.length > 0) {
    lines.push(
      colours.yellow(`left out, because limits are out of order: ${leftOut.map(({ id }) => id).join(', ')}`),
    );
  }
  if (draft) lines.push(colours.yellow('This is a draft: it can be tried and inspected, not signed.'));
  return lines.join('\n');
}
