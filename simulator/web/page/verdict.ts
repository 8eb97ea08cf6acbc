// The verdict in full: what was entered, what was found, and each limit as a scale. The page judges the program again with an engine of
// its own and says so where it comes to another answer than the pump.
import { type VerdictCode, judgeProgram } from '../../../engine/dose/check';
import { PROGRAM_TYPE_NAMES, type Program } from '../../../engine/dose/infusion-program';
import { QUANTITY_NAMES } from '../../../engine/dose/limit';
import { unitText } from '../../../engine/dose/unit';
import { type Finding, type Verdict, explain } from '../../../engine/dose/verdict';
import { placePoint } from '../../../engine/number/decimal';
import type { Inspection } from '../session';
import { draw, make } from './element';
import { type Scale, placeOn, scalesOf, zonesOf } from './scale';

const WORDS: Record<Verdict['verdict'], [string, string]> = {
  accept: ['Accepted', 'good'],
  confirm: ['To be confirmed', 'caution'],
  refuse: ['Refused', 'danger'],
  unprotected: ['Not checked by the drug library', 'caution'],
};

/** Codes that say that something is not typed yet: MISSING, and the patient or the strength that a dose needs. */
const MISSING = [109, 206, 207, 208];

/** Whether a refusal says no more than that programming is not at its end. */
function isUnfinished({ verdict, findings }: Verdict): boolean {
  return (
    verdict === 'refuse' &&
    findings.every(({ severity, code }) => severity !== 'hard' || MISSING.includes(code))
  );
}

function title(name: string): string {
  if (name === 'vtbi' || name === 'bsa') return name.toUpperCase();
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function typed(program: Program, uk: boolean): [string, string][] {
  const rows: [string, string][] = [['Program', PROGRAM_TYPE_NAMES[program.type] || 'unknown']];
  for (let quantity = 1; quantity < QUANTITY_NAMES.length; quantity++) {
    const [value, exponent, unit] = program.values.slice(quantity * 3, quantity * 3 + 3) as number[];
    if (!unit) continue;
    rows.push([
      title(QUANTITY_NAMES[quantity] as string),
      `${placePoint(String(value), exponent as number)} ${unitText(unit, uk)}`,
    ]);
  }
  for (let at = 0, step = 1; at < program.steps.length; at += 6, step++) {
    const part = (from: number) =>
      `${placePoint(String(program.steps[from]), program.steps[from + 1] as number)} ${unitText(program.steps[from + 2] as number, uk)}`;
    rows.push([`Step ${step}`, `${part(at)} for ${part(at + 3)}`]);
  }
  return rows;
}

function rates(verdict: Verdict): [string, string][] {
  const rows: [string, string][] = [];
  const add = (name: string, rate: Verdict['rate']) => {
    if (rate)
      rows.push([name, `${rate.value} mL/h${rate.exact === rate.value ? '' : ` (exactly ${rate.exact})`}`]);
  };
  if (verdict.stepRates) for (const rate of verdict.stepRates) add(`Motor, step ${rate.step}`, rate);
  else add('Motor', verdict.rate);
  add('Motor, bolus', verdict.bolusRate);
  add('Motor, loading dose', verdict.loadingRate);
  return rows;
}

function list(rows: [string, string][]): HTMLElement {
  const element = make('dl', { class: 'facts' });
  for (const [name, value] of rows)
    element.append(make('div', {}, make('dt', {}, name), make('dd', {}, value)));
  return element;
}

function findingsTable(findings: Finding[]): HTMLElement {
  const head = ['', 'Quantity', 'Entered', 'Limit', 'Fold', 'What', 'Code'].map((text) =>
    make('th', { scope: 'col' }, text),
  );
  const body = make('tbody');
  for (const finding of findings) {
    const { severity, quantity, entered, limit, unit, fold, code, ihe, text, step, confirmed, bound } =
      finding;
    const withUnit = (value: string | undefined) => (value === undefined ? '' : `${value} ${unit ?? ''}`);
    body.append(
      make(
        'tr',
        { class: severity === 'hard' ? 'danger' : 'caution' },
        make(
          'td',
          {},
          make('span', { class: `chip ${severity === 'hard' ? 'danger' : 'caution'}` }, severity),
        ),
        make('td', {}, `${title(quantity)}${step ? `, step ${step}` : ''}`),
        make('td', { class: 'number' }, withUnit(entered)),
        make('td', { class: 'number' }, withUnit(limit)),
        make('td', { class: 'number' }, fold === undefined ? '' : `× ${fold}`),
        make('td', {}, `${text}${bound === 'cap' ? ' (cap)' : ''}${confirmed ? ', confirmed before' : ''}`),
        make('td', { class: 'number', title: ihe ? `IHE PCD ${ihe}` : '' }, String(code)),
      ),
    );
  }
  return make('table', { class: 'findings' }, make('thead', {}, make('tr', {}, ...head)), body);
}

const WIDTH = 560;
const LEFT = 8;
const TRACK = { y: 30, height: 14 };

function scaleDrawing(scale: Scale): SVGSVGElement {
  const { points, entered, unit, crossed } = scale;
  const span = WIDTH - 2 * LEFT;
  const x = (place: number) => LEFT + place * span;
  const gaps = points.length + 1;
  const names = points.map(({ name, text }) => `${name.replace('-', ' ')} ${text}`).join(', ');
  const said =
    entered === undefined
      ? 'nothing entered'
      : `entered ${entered}${crossed ? `, beyond ${crossed.replace('-', ' ')}` : ', inside'}`;
  const svg = draw('svg', {
    viewBox: `0 0 ${WIDTH} 66`,
    class: 'scale',
    role: 'img',
    'aria-label': `${title(scale.quantity)} in ${unit}: ${names}; ${said}`,
  });
  zonesOf(points).forEach((zone, i) => {
    svg.append(
      draw('rect', {
        x: x(i / gaps),
        y: TRACK.y,
        width: span / gaps,
        height: TRACK.height,
        class: `zone ${zone}`,
      }),
    );
  });
  points.forEach(({ name, text }, i) => {
    const at = x((i + 1) / gaps);
    if (name === 'initial')
      svg.append(draw('path', { d: `M${at} ${TRACK.y + 1}l6 6-6 6-6-6z`, class: 'initial' }));
    else
      svg.append(
        draw('path', {
          d: `M${at} ${TRACK.y - 3}v${TRACK.height + 6}`,
          class: `tick ${name.endsWith('hard') ? 'hard' : 'soft'}`,
        }),
      );
    svg.append(
      draw('text', { x: at, y: 55, class: 'value', 'text-anchor': 'middle' }, text),
      draw('text', { x: at, y: 64.5, class: 'name', 'text-anchor': 'middle' }, name.replace('-', ' ')),
    );
  });
  if (entered !== undefined) {
    const at = x(placeOn(points, Number(entered)));
    const anchor = at < 60 ? 'start' : at > WIDTH - 60 ? 'end' : 'middle';
    svg.append(
      draw('path', { d: `M${at} ${TRACK.y + TRACK.height - 2}l-7-15h14z`, class: 'marker' }),
      draw(
        'text',
        {
          x: anchor === 'start' ? at - 7 : anchor === 'end' ? at + 7 : at,
          y: 14,
          class: 'entered',
          'text-anchor': anchor,
        },
        `${entered} ${unit}`,
      ),
    );
  }
  return svg;
}

function scaleRow(scale: Scale): HTMLElement {
  const { quantity, source, unit, step, crossed } = scale;
  const kind = crossed === undefined ? '' : crossed.endsWith('hard') ? 'danger' : 'caution';
  return make(
    'div',
    { class: `scale-row ${kind}` },
    make(
      'p',
      {},
      make('b', {}, `${title(quantity)}${step ? `, step ${step}` : ''}`),
      make('small', {}, `${unit}, ${source}`),
    ),
    scaleDrawing(scale),
  );
}

/** Shows one inspection, or where it is to be seen; returns the colour of its news. */
export function showVerdict(
  element: HTMLElement,
  inspection: Inspection | null | undefined,
  onBoard = false,
): string {
  element.replaceChildren();
  if (!inspection) {
    element.append(
      make(
        'p',
        { class: 'quiet empty' },
        onBoard
          ? 'The check is made on the board, into which this page does not look: its answer is on the screen of the pump and in the journal.'
          : 'Nothing has been checked yet. Program the pump: every value that is taken is checked, and the whole answer stands here.',
      ),
    );
    return '';
  }
  const { program, limits, confirmed, uk, code, careArea, entry } = inspection;
  const own = judgeProgram(program, limits, confirmed);
  const verdict = explain(own, program, uk);
  const [word, kind] = isUnfinished(verdict) ? ['Not complete yet', 'plain'] : WORDS[verdict.verdict];
  element.append(
    make(
      'div',
      { class: 'verdict-head' },
      make('span', { class: `chip large ${kind}` }, word),
      make(
        'p',
        {},
        make('b', {}, entry || 'Outside the drug library'),
        make('small', {}, careArea || 'no care area'),
      ),
    ),
  );
  if (own !== (code as VerdictCode))
    element.append(
      make(
        'p',
        { class: 'alarm-box', role: 'alert' },
        `The pump came to another answer (${code}) than this page's own engine (${own}). One of them is wrong.`,
      ),
    );
  element.append(list([...typed(program, uk), ...rates(verdict)]));
  element.append(
    verdict.findings.length > 0
      ? make('div', { class: 'scroll-x' }, findingsTable(verdict.findings))
      : make('p', { class: 'quiet' }, 'No limit is crossed.'),
  );
  const scales = scalesOf(inspection);
  const touched = scales.filter(({ entered }) => entered !== undefined);
  const others = scales.filter(({ entered }) => entered === undefined);
  if (touched.length > 0)
    element.append(
      make('h3', {}, 'Limits, and where the values stand'),
      make('p', { class: 'quiet' }, 'Points are drawn at equal distances; values stand between them.'),
      ...touched.map(scaleRow),
    );
  if (others.length > 0)
    element.append(
      make(
        'details',
        {},
        make('summary', {}, `Limits that this program does not touch (${others.length})`),
        ...others.map(scaleRow),
      ),
    );
  return kind;
}
