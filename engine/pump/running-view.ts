import { Style } from '../../hal/hal';
import { ProgramType } from '../dose/infusion-program';
import { Quantity } from '../dose/limit';
import { Unit, unitText } from '../dose/unit';
import { type Delivery, Phase } from './delivery';
import { type Infusion, contentOf } from './infusion';
import { Row, type Screen, linesOf } from './screen';
import { amountText, nameOf, rateText, timeText, valueText, volumeText } from './wording';

const TITLES = ['', 'INFUSING', 'PAUSED', 'KEEPING THE VEIN OPEN', 'COMPLETE'];
const PARTS = ['', ' BOLUS', ' DEMAND DOSE', ''];
const KEYS = ['', 'STOP pauses  BOLUS  OPTIONS', 'START goes on  OPTIONS  STOP ends', 'STOP pauses  OPTIONS'];

/** What of a program is shown while it runs. */
const SHOWN = [
  Quantity.DOSE,
  Quantity.RATE,
  Quantity.DEMAND_DOSE,
  Quantity.LOCKOUT,
  Quantity.BASAL,
  Quantity.DURATION,
  Quantity.WEIGHT,
  Quantity.BSA,
];

/** What moves now, in one word and the rate. */
export function motionText(delivery: Delivery): string {
  const running = delivery.phase === Phase.RUNNING;
  return running && !delivery.moving()
    ? 'READY'
    : TITLES[delivery.phase] + (running ? PARTS[delivery.part] : '');
}

/** What runs: drug, what the motor does now, what was prescribed, what is in and what is left; `note` is something to know of it. */
export function drawRunning(screen: Screen, delivery: Delivery, uk: boolean, note: string): void {
  const infusion = delivery.infusion as Infusion;
  const chosen = infusion.chosen;
  const program = infusion.program;
  const lines: string[] = [];
  let line = '';
  for (let i = 0; i < SHOWN.length; i++) {
    const text = valueText(program.values, SHOWN[i] * 3, uk);
    if (text === '') continue;
    const part = nameOf(SHOWN[i]) + ' ' + text;
    if (line !== '' && line.length + part.length + 3 > Row.COLUMNS) {
      lines.push(line);
      line = '';
    }
    line += (line === '' ? '' : '   ') + part;
  }
  if (line !== '') lines.push(line);
  if (program.type === ProgramType.MULTI_STEP)
    lines.push('Step ' + (delivery.current + 1) + ' of ' + infusion.plan.rates.length);
  const total = delivery.total();
  const seconds = delivery.secondsLeft();
  lines.push(
    'Infused ' +
      volumeText(total) +
      (infusion.unit === Unit.MILLILITRE
        ? ''
        : ' = ' + amountText(contentOf(infusion, total)) + ' ' + unitText(infusion.unit, uk)),
  );
  screen.ends(Row.TITLE, Style.TITLE, [motionText(delivery)], '');
  let row = screen.rows(Row.CONTENT, Style.NORMAL, linesOf([chosen.drug + ' ' + chosen.concentration]));
  screen.row(row++, Style.BIG, rateText(delivery.rate));
  screen.ends(
    row++,
    Style.NORMAL,
    ['To come ' + volumeText(delivery.left())],
    seconds > 0 ? timeText(seconds) : '',
  );
  if (note !== '') row = screen.rows(row, Style.CAUTION, linesOf([note]));
  row = screen.rows(row, Style.NORMAL, lines);
  if (chosen.therapy !== '') row = screen.rows(row, Style.DIM, linesOf([chosen.therapy]));
  screen.blank(row, Row.MESSAGE);
  screen.row(Row.KEYS, Style.KEYS, KEYS[delivery.phase] || 'OPTIONS  STOP ends');
}
