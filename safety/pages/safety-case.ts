// The safety case as a goal structure (Goal Structuring Notation in words): claims rest on arguments, these on evidence.
import type { Block, Inline, Page } from '../page';
import type { Goal, Hazard, SafetyCase } from '../source';
import { type State, type Trace, stateOfAll } from '../trace';
import { counted, hazardState, requirementLinks, stateMark } from './words';

const WORST: State[] = ['failing', 'not shown', 'not yet met', 'shown'];

function worst(states: State[]): State {
  return WORST.find((state) => states.includes(state)) ?? 'shown';
}

/** How far a goal is shown by this very run; an undeveloped one is not yet met. */
export function goalState(goal: Goal, hazards: Hazard[], trace: Trace): State {
  const own: State[] = goal.requirements.length > 0 ? [stateOfAll(goal.requirements, trace)] : [];
  const named = hazards.filter((each) => goal.hazards === 'all' || goal.hazards.includes(each.id));
  return worst([
    ...own,
    ...named.map((each) => hazardState(each, trace)),
    ...(goal.undeveloped ? (['not yet met'] as State[]) : []),
    ...goal.goals.map((each) => goalState(each, hazards, trace)),
  ]);
}

function goalMark(state: State): Inline {
  if (state === 'shown') return { mark: 'good', text: 'shown by this run' };
  return state === 'not yet met' ? { mark: 'open', text: 'not wholly shown' } : stateMark(state);
}

function boxOf(goal: Goal, hazards: Hazard[], trace: Trace): Block {
  const named = hazards.filter((each) => goal.hazards === 'all' || goal.hazards.includes(each.id));
  const lines: Block[] = [
    {
      text: [
        { mark: 'plain', text: `${goal.id} · ${goal.kind}` },
        ' ',
        goal.text,
        ' ',
        goalMark(goalState(goal, hazards, trace)),
      ],
    },
    ...goal.context.map((text): Block => ({ text: `Context: ${text}` })),
    ...goal.assumptions.map((text): Block => ({ text: `Assumed: ${text}` })),
  ];
  if (goal.undeveloped) lines.push({ text: `Undeveloped: ${goal.undeveloped}` });
  if (named.length > 0) {
    const open = named.filter((each) => hazardState(each, trace) !== 'shown');
    const text = `${named.length - open.length} of ${counted(named.length, 'hazard')} with every control shown by passing tests`;
    const links = open.flatMap((each, index): Inline[] => [
      index > 0 ? ', ' : '; not so: ',
      { to: `hazards#${each.id}`, text: each.id },
    ]);
    lines.push({ text: [text, ...links, '.'] });
  }
  if (goal.requirements.length > 0) {
    lines.push({ text: ['Requirements: ', ...[requirementLinks(goal.requirements, trace)].flat()] });
  }
  if (goal.page) lines.push({ text: [{ to: goal.page, text: `the page “${goal.page}”` }, ' of this run'] });
  return {
    box: [...lines, ...goal.goals.map((each) => boxOf(each, hazards, trace))],
    kind: goal.kind,
    id: goal.id,
  };
}

export function safetyCasePage(safetyCase: SafetyCase, hazards: Hazard[], trace: Trace): Page {
  return {
    name: 'safety-case',
    title: 'Safety case',
    blocks: [
      {
        text: 'A working draft. A claim (blue) is broken down by an argument (violet) and rests on evidence (green). The state of each comes from the test results of this run: the worst of what stands below it. Passing tests show that the software does what its requirements say, not that a patient is safe.',
      },
      { heading: 'What is not claimed', level: 2 },
      { list: safetyCase.notClaimed },
      { heading: 'Argument', level: 2 },
      ...safetyCase.goals.map((goal) => boxOf(goal, hazards, trace)),
    ],
  };
}
