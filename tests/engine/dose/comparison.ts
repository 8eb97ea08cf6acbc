// The engine's answer and the oracle's in one form, to be laid side by side.
import { type InfusionProgram, type Limits, type Verdict, check } from '../../../engine/index';
import {
  type LimitSets,
  type OracleAnswer,
  type OracleFinding,
  type OracleRate,
  QUANTITY_ORDER,
  SEVERITY_ORDER,
  check as checkByOracle,
} from './oracle';

/** What a verdict comes to: one line a finding, in a total order, and the rates as texts. */
export interface Summary {
  verdict: string;
  findings: string[];
  rates: string[];
}

const CROSSINGS = [301, 302, 303, 304];

function line(
  quantity: string,
  step: number,
  code: number,
  severity: string,
  bound: string,
  cap: boolean,
): string {
  const crossed = bound === 'none' ? '' : ` ${bound}`;
  return `${severity} ${quantity}${step > 0 ? ` of step ${step}` : ''}: ${code}${crossed}${cap ? ' (cap)' : ''}`;
}

function rateLines(answer: {
  rate?: OracleRate;
  bolusRate?: OracleRate;
  loadingRate?: OracleRate;
  stepRates?: OracleRate[];
}): string[] {
  const { rate, bolusRate, loadingRate, stepRates = [] } = answer;
  const named: [string, OracleRate | undefined][] = [
    ['rate', rate],
    ['bolus', bolusRate],
    ['loading', loadingRate],
    ...stepRates.map((each, i): [string, OracleRate] => [`step ${i + 1}`, each]),
  ];
  return named.flatMap(([name, each]) => (each ? [`${name}: ${each.value} from ${each.exact}`] : []));
}

/** The bound's name follows from the code: a verdict writes `cap` for it where the limit is one. */
const BOUND_OF_CODE: Record<number, string> = {
  301: 'lower-hard',
  302: 'lower-soft',
  303: 'upper-soft',
  304: 'upper-hard',
};

export function summaryOfVerdict(verdict: Verdict): Summary {
  const ranks = verdict.findings.map(({ quantity, severity, code, confirmed }) => {
    const problem = severity === 'hard' && !CROSSINGS.includes(code);
    const name = problem ? 'problem' : confirmed ? 'confirmed' : severity;
    return [SEVERITY_ORDER.indexOf(name), QUANTITY_ORDER.indexOf(quantity)] as const;
  });
  const outOfOrder = ranks.some(([severity, quantity], i) => {
    const [before, beforeQuantity] = ranks[i - 1] ?? [-1, -1];
    return severity < before || (severity === before && quantity < beforeQuantity) || quantity < 0;
  });
  const findings = verdict.findings.map(({ quantity, step = 0, code, bound }, i) => {
    const severity = SEVERITY_ORDER[ranks[i][0]];
    const crossed = BOUND_OF_CODE[code] ?? 'none';
    const cap = bound === 'cap';
    const wrongBound = !cap && bound !== BOUND_OF_CODE[code] ? ` but bound ${bound}` : '';
    return line(quantity, step, code, severity, crossed, cap) + wrongBound;
  });
  return {
    verdict: verdict.verdict + (outOfOrder ? ', findings out of order' : ''),
    findings: findings.sort(),
    rates: rateLines(verdict),
  };
}

export function summaryOfOracle(answer: OracleAnswer): Summary {
  const toLine = ({ quantity, step, code, severity, bound, cap }: OracleFinding) =>
    line(quantity, step, code, severity, bound, cap);
  return { verdict: answer.verdict, findings: answer.findings.map(toLine).sort(), rates: rateLines(answer) };
}

export interface Comparison {
  engine: Summary;
  oracle: Summary;
  answer: OracleAnswer;
  same: boolean;
}

function agree(engine: Summary, oracle: Summary): boolean {
  return JSON.stringify(engine) === JSON.stringify(oracle);
}

/** Asks both; what they each found soft in the program before counts as confirmed by a person. */
export function compare(
  program: InfusionProgram,
  before: InfusionProgram | undefined,
  records: Limits,
  sets: LimitSets,
): Comparison {
  const confirmed = before && check(before, records).confirmable;
  const confirmedByOracle = before && checkByOracle(before, sets).confirmable;
  const engine = summaryOfVerdict(check(program, records, confirmed));
  const answer = checkByOracle(program, sets, confirmedByOracle);
  const oracle = summaryOfOracle(answer);
  return { engine, oracle, answer, same: agree(engine, oracle) };
}
