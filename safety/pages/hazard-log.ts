// The hazard log: an overview, then each hazard with its causes, controls and what is open.
import type { Block, Page, Row } from '../page';
import { LIKELIHOODS, SEVERITIES, ratingOf } from '../risk';
import type { Hazard } from '../source';
import type { Trace } from '../trace';
import { hazardState, ratingRows, requirementLinks, riskMark, stateMark } from './words';

function details(hazard: Hazard, trace: Trace): Block[] {
  const controls = hazard.controls.map(
    (control): Row => ({
      cells: [control.what, requirementLinks(control.requirements, trace)],
    }),
  );
  return [
    { heading: `${hazard.id} · ${hazard.hazard}`, level: 3, id: hazard.id },
    {
      table: {
        head: ['', ''],
        rows: [
          { cells: ['Causes', hazard.causes.join('; ')] },
          { cells: ['Effect', hazard.effect] },
          { cells: ['Harm', hazard.harm] },
          { cells: ['Initial risk', riskMark(hazard.initial)] },
          { cells: ['Residual risk', riskMark(hazard.residual)] },
          { cells: ['Open', hazard.open.length > 0 ? hazard.open.join(' ') : 'nothing named'] },
        ],
      },
    },
    { table: { head: ['Control', 'Requirements: each leads to its tests'], rows: controls } },
  ];
}

/** How many hazards stand in each field of the scale. */
export function riskMatrix(hazards: Hazard[], which: 'initial' | 'residual'): Block {
  const rows = [...LIKELIHOODS].reverse().map((likelihood): Row => {
    const cells = SEVERITIES.map((severity) => {
      const count = hazards.filter(
        (each) => each[which].severity === severity && each[which].likelihood === likelihood,
      ).length;
      const rating = ratingOf({ severity, likelihood }) as 1 | 2 | 3 | 4 | 5;
      return { mark: `risk-${rating}` as const, text: count === 0 ? '·' : String(count) };
    });
    return { cells: [likelihood, ...cells] };
  });
  return { table: { head: [`${which} risk`, ...SEVERITIES], rows } };
}

export function hazardLog(hazards: Hazard[], trace: Trace): Page {
  const rows = hazards.map(
    (hazard): Row => ({
      cells: [
        { to: `#${hazard.id}`, text: hazard.id },
        hazard.hazard,
        riskMark(hazard.initial),
        riskMark(hazard.residual),
        stateMark(hazardState(hazard, trace)),
      ],
    }),
  );
  return {
    name: 'hazards',
    title: 'Hazard log',
    blocks: [
      {
        text: 'Severity and likelihood are the words of the 5 × 5 scale that the guidance to DCB0129 and DCB0160 gives, as NHS England’s UK Core hazard log prints it. They were judged by engineers for a pump on which the controls below work, and are to be judged again by a named clinical safety officer, for the place where the pump is used.',
      },
      { table: { head: ['Hazard', 'What', 'Initial risk', 'Residual risk', 'Controls'], rows } },
      {
        folded: 'What the ratings mean',
        blocks: [{ table: { head: ['Rating', 'Meaning'], rows: ratingRows() } }],
      },
      { heading: 'Each hazard', level: 2 },
      ...hazards.flatMap((hazard) => details(hazard, trace)),
    ],
  };
}
