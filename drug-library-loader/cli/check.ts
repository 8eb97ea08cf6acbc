import type { Command } from 'commander';
import { type Compilation, type PreviousRelease, compile } from '../compiler/compile';
import { countFindings, sayFindings, sayWidenings, summaryOf } from './findings-screen';
import { openLibrary } from './open-library';
import { colours, say, sayJson, sayNotice } from './screen';

export function register(program: Command): void {
  program
    .command('check')
    .summary('hold a source against every rule, all in one run')
    .description(
      'Reads a library source (a folder of YAML or JSON files, or one such file), holds it against the JSON Schema and then against every ' +
        'rule, and prints each finding with file, line, entry and what to do.',
    )
    .argument('<source>', 'folder or file of the source')
    .option('--previous <file>', 'the release before: the sequence must be higher')
    .option('--strict', 'exit code 1 for warnings too')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Severities:
  fault    cannot be compiled, nothing is written (a misspelt key, an unknown unit)
  error    becomes a draft that can be tried but not signed, unless the entry carries "waiver: reason"
  waived   an error that a written waiver accepts; counted in the signed manifest
  warning  asks for a second look

Exit code: 0 no fault and no error, 1 findings, 2 usage.

Examples:
  drug-library check drug-library-loader/libraries/demonstration-hospital
  drug-library check my-library --previous released/my-library-41.signed
  drug-library check my-library --json | jq '.findings[] | select(.severity == "error")'

docs/library-rules.md explains every code; docs/formats/library-source.md the source.`,
    )
    .action((source: string, options: { previous?: string; strict?: boolean; json?: boolean }) => {
      const compilation = compile(source, previousRelease(options.previous));
      if (options.json) sayJson(checkReport(compilation));
      else {
        sayNotice(compilation.head);
        sayFindings(compilation.findings);
        sayWidenings(compilation);
        say(summaryOf(compilation));
        say(conclusion(compilation));
      }
      const { faults, errors, warnings } = countFindings(compilation.findings);
      if (faults + errors > 0 || (options.strict && warnings > 0)) process.exitCode = 1;
    });
}

/** The release that `--previous` names: a source, a compiled or a signed library. */
export function previousRelease(path: string | undefined): PreviousRelease | undefined {
  if (path === undefined) return undefined;
  const { head } = openLibrary(path).library;
  return { organisation: head.organisation, library: head.id, sequence: head.sequence };
}

function conclusion(compilation: Compilation): string {
  if (!compilation.bytes) return colours.red('It cannot be compiled yet.');
  if (compilation.draft)
    return colours.yellow('It builds as a draft: it can be tried and inspected, not signed.');
  return colours.green('It can be built and signed.');
}

export function checkReport(compilation: Compilation): object {
  const { head } = compilation;
  return {
    library: head?.id,
    title: head?.title,
    organisation: head?.organisation,
    version: head?.version,
    sequence: head?.sequence,
    demonstration: head?.demonstration,
    notice: head?.notice,
    careAreas: compilation.careAreas.length,
    entries: compilation.entries.length,
    compiledEntries: compilation.compiled.length,
    compiles: compilation.bytes !== undefined,
    draft: compilation.draft,
    ...countFindings(compilation.findings),
    widened: compilation.widenings,
    leftOut: compilation.leftOut.map(({ careArea, id }) => ({ careArea, entry: id })),
    findings: compilation.findings,
  };
}
