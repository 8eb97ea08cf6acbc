import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { DeliverableRate, EntryChoice, Library, Verdict } from '../../engine/index';
import { entryView } from './entry-view';
import { type OpenedLibrary, openLibrary } from './open-library';
import { colours, say, sayJson, sayNotice, table, wrapped } from './screen';
import { type Trial, type TrialOutcome, trialFrom, tryProgram } from './trial';
import { UsageError } from './usage-error';

/** Options that go into the program as they are typed. */
const TYPED: [flags: string, help: string][] = [
  ['--care-area <name>', 'id or title'],
  ['--drug <name>', 'as the library spells it, in any case; without it, an infusion outside the library'],
  ['--therapy <name>', 'where the drug has several'],
  ['--concentration <text>', '"400 mg/250 mL"; for a custom concentration what was mixed'],
  ['--unit <unit>', 'dosing unit, where the drug has several'],
  [
    '--type <type>',
    'continuous, intermittent, pca, fluid, multi-step; titration, bolus or loading follow from what is typed',
  ],
  ['--mode <mode>', 'anaesthesia'],
  ['--weight <weight>', '"82 kg"'],
  ['--bsa <surface>', '"1.9 m2"'],
  ['--dose <dose>', '"5 mcg/kg/min"'],
  ['--rate <rate>', '"15 mL/h"'],
  ['--volume <volume>', 'volume to be infused, "250 mL"'],
  ['--duration <time>', '"30 min"'],
  ['--bolus <dose>', '"40 unit/kg", with --bolus-rate or --bolus-duration'],
  ['--bolus-rate <rate>', '"10 mg/min"'],
  ['--bolus-duration <time>', '"2 min"'],
  ['--loading <dose>', 'loading dose, with --loading-rate or --loading-duration'],
  ['--loading-rate <rate>', '"20 mg/min"'],
  ['--loading-duration <time>', '"10 min"'],
  ['--demand <dose>', 'PCA: what one press gives'],
  ['--lockout <time>', 'PCA: "8 min"'],
  ['--basal <rate>', 'PCA: "1 mg/h"'],
  ['--clinician-bolus <dose>', 'PCA: "2 mg"'],
  ['--running <dose>', 'what runs now: a titration from it, or reserved beside a bolus'],
];

interface Options {
  program?: string;
  step?: string[];
  json?: boolean;
  [typed: string]: unknown;
}

export function register(program: Command): void {
  const command = program
    .command('try')
    .summary('what the pump would say to a program')
    .description(
      "Programs an infusion on a library and prints the pump's verdict: through the engine itself and the compiled bytes, from a source, a " +
        'compiled or a signed library.',
    )
    .argument('<file>', 'source, compiled or signed library');
  for (const [flags, help] of TYPED) command.option(flags, help);
  command
    .option(
      '--step <"dose, time">',
      'multi-step: "1 mg/min, 6 h"; once for each step',
      (step: string, steps?: string[]) => [...(steps ?? []), step],
    )
    .option('--program <file>', 'a program, or an array of them, as JSON with the same names')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Verdicts: accept, confirm (a soft limit: the pump asks), refuse (a hard limit, or something missing), unprotected (outside the library).
Exit code: 0 accept, and unprotected without a finding; 1 findings; 2 usage, which is also where several entries fit: they are listed.

Examples:
  drug-library try hospital.dlib --care-area adult-icu --drug dopamine --concentration "400 mg/250 mL" --weight "82 kg" --dose "5 mcg/kg/min"
  drug-library try hospital.dlib --care-area adult-icu --drug heparin --therapy "VTE treatment" --weight "82 kg" --loading "80 unit/kg" --loading-duration "10 min"
  drug-library try hospital.dlib --care-area adult-icu --rate "120 mL/h" --volume "500 mL"
  drug-library try hospital.dlib --program programs.json --json

programs.json: [ { "careArea": "adult-icu", "drug": "dopamine", "concentration": "400 mg/250 mL", "weight": "82 kg", "dose": "5 mcg/kg/min" }, … ]`,
    )
    .action((file: string, options: Options) => {
      const { trials, many } = trialsOf(options);
      const opened = openLibrary(file);
      const outcomes = trials.map((trial) => tryProgram(opened.library, trial));
      if (options.json) sayJson(many ? outcomes.map(report) : report(outcomes[0] as TrialOutcome));
      else sayOutcomes(opened, outcomes);
      process.exitCode = Math.max(0, ...outcomes.map(exitCode));
    });
}

function trialsOf(options: Options): { trials: Trial[]; many: boolean } {
  const { program, step, json, ...typed } = options;
  const steps = step?.map(readStep);
  if (program === undefined)
    return { trials: [trialFrom({ ...typed, ...(steps ? { steps } : {}) })], many: false };
  if (steps || Object.keys(typed).length > 0) {
    throw new UsageError('--program stands alone: everything about the infusion is in the file');
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(program, 'utf8'));
  } catch (error) {
    throw new UsageError(`${program} cannot be read as JSON: ${(error as Error).message}`);
  }
  return Array.isArray(content)
    ? { trials: content.map(trialFrom), many: true }
    : { trials: [trialFrom(content)], many: false };
}

/** "1 mg/min, 6 h" or "50 mL/h, 100 mL". */
function readStep(text: string): { dose?: string; rate?: string; duration?: string; volume?: string } {
  const parts = text.split(',').map((part) => part.trim());
  const [what, long] = parts;
  if (parts.length !== 2 || !what || !long) {
    throw new UsageError(
      `"${text}" is not a step; write a dose or rate, a comma and a duration or volume: "1 mg/min, 6 h"`,
    );
  }
  return {
    [/ mL\/h$/.test(what) ? 'rate' : 'dose']: what,
    [/ mL$/.test(long) ? 'volume' : 'duration']: long,
  };
}

function exitCode({ verdict, problem }: TrialOutcome): number {
  if (problem !== undefined) return 2;
  const good = verdict.verdict === 'accept' || verdict.verdict === 'unprotected';
  return good && verdict.findings.length === 0 ? 0 : 1;
}

function report({ verdict, entry, problem, choices }: TrialOutcome): object {
  return {
    ...verdict,
    ...(entry ? { entry } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(choices ? { choices } : {}),
  };
}

function sayOutcomes(opened: OpenedLibrary, outcomes: TrialOutcome[]): void {
  sayNotice(opened.library.head);
  for (const outcome of outcomes) {
    say();
    if (outcome.problem !== undefined) sayProblem(outcome);
    else sayVerdict(opened, outcome);
  }
}

function sayProblem({ problem, choices }: TrialOutcome): void {
  say(colours.red(wrapped(`${problem}`, '')));
  if (choices) say(choiceTable(choices));
}

function choiceTable(choices: EntryChoice[]): string {
  return table(
    ['drug', '--therapy', '--concentration', '--unit', '--type'],
    choices.map(({ drug, therapy, concentration, unit, type }) => [drug, therapy, concentration, unit, type]),
  );
}

const PAINT: Record<Verdict['verdict'], (text: string) => string> = {
  accept: (text) => colours.bgGreen(colours.black(text)),
  confirm: (text) => colours.bgYellow(colours.black(text)),
  refuse: (text) => colours.bgRed(colours.white(text)),
  unprotected: (text) => colours.bgMagenta(colours.white(text)),
};

/** Names of a program's fields that are not themselves what was programmed. */
const UNSPOKEN = ['type', 'concentration', 'steps', 'delivered'];

function sayVerdict({ library, bytes }: OpenedLibrary, { verdict, entry, program }: TrialOutcome): void {
  const title = entry
    ? [
        entry.drug,
        entry.therapy,
        entry.concentration === 'custom' ? (program?.concentration ?? 'custom') : entry.concentration,
      ]
    : ['Outside the library'];
  say(
    `${colours.bold(title.filter((part) => part !== '').join(', '))}  ${colours.dim(entry ? `${entry.careArea} · ${program?.type}` : '')}`,
  );
  const typed = Object.entries(program ?? {}).filter(([name]) => !UNSPOKEN.includes(name));
  if (typed.length > 0) say(typed.map(([name, text]) => `${colours.dim(spoken(name))} ${text}`).join('  '));
  for (const [i, step] of (program?.steps ?? []).entries())
    say(`${colours.dim(`step ${i + 1}`)} ${Object.values(step).join(' for ')}`);
  say();
  say(PAINT[verdict.verdict](` ${verdict.verdict.toUpperCase()} `));
  if (verdict.findings.length > 0) say(findingTable(verdict.findings));
  sayRates(verdict);
  if (entry) sayAdvisories(library, bytes, entry.number);
}

function spoken(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function findingTable(findings: Verdict['findings']): string {
  return table(
    ['', 'quantity', 'bound', 'entered', 'limit', 'fold', 'code', ''],
    findings.map(({ severity, quantity, step, bound, entered, limit, unit, fold, code, text }) => {
      const paint = severity === 'hard' ? colours.red : colours.yellow;
      return [
        paint(severity),
        step ? `${quantity}, step ${step}` : quantity,
        bound ?? '',
        entered === undefined ? '' : `${entered} ${unit ?? ''}`.trim(),
        limit === undefined ? '' : `${limit} ${unit ?? ''}`.trim(),
        fold === undefined ? '' : `× ${fold}`,
        String(code),
        text,
      ];
    }),
  );
}

function sayRates(verdict: TrialOutcome['verdict']): void {
  const rates: [string, DeliverableRate | undefined][] = [
    ['rate', verdict.stepRates ? undefined : verdict.rate],
    ['bolus rate', verdict.bolusRate],
    ['loading rate', verdict.loadingRate],
    ...(verdict.stepRates ?? []).map(
      (rate, i) => [`rate of step ${rate.step ?? i + 1}`, rate] as [string, DeliverableRate],
    ),
  ];
  for (const [name, rate] of rates) {
    if (!rate) continue;
    const exact = rate.exact === rate.value ? '' : colours.dim(`  (exactly ${rate.exact})`);
    say(`${colours.dim(name)} ${colours.bold(`${rate.value} ${rate.unit}`)}${exact}`);
  }
}

/** What the pump shows with the entry. */
function sayAdvisories(library: Library, bytes: Buffer, number: number): void {
  for (const text of entryView(library, bytes, number)?.advisories ?? []) say(colours.cyan(`· ${text}`));
}
