// The table of docs/alarms.md, from the pump's own: `node -r ts-node/register tests/engine/pump/alarm-table.ts` prints it.
import { ALARMS, Alarm } from '../../../engine/pump/alarm';

/** What brings each alarm; the numbers are those of `Alarm`. */
const CAUSES: Record<number, string> = {
  [Alarm.FREE_FLOW]:
    'More drops than the motor accounts for (1 mL, or 10 % of what it moved); or door open or set out of place, and the clamp not closed',
  [Alarm.OVER_DELIVERY]:
    'The encoder is ahead of the command, or moves while the motor should stand (supervisor)',
  [Alarm.UNDER_DELIVERY]:
    'The encoder is behind the command (supervisor); or less than half the drops that 2 mL of the motor should give',
  [Alarm.DOWNSTREAM_OCCLUSION]:
    'Pressure behind the pump at the limit of the care area, 525 mmHg where it has none',
  [Alarm.UPSTREAM_OCCLUSION]: 'Pressure before the pump at −100 mmHg while the motor turns',
  [Alarm.AIR_BUBBLE]: 'A bubble of the limit of the care area, 100 µL where it has none',
  [Alarm.AIR_ACCUMULATED]: 'Air of 15 minutes at the limit of the care area, 250 µL where it has none',
  [Alarm.DOOR_OPEN]: 'The door is open',
  [Alarm.SET_MISSING]: 'The set does not sit where the mechanism squeezes it',
  [Alarm.RESERVOIR_EMPTY]: 'The container is empty',
  [Alarm.SENSOR_FAULT]: 'A sensor that the pump has cannot be read',
  [Alarm.SUPERVISOR_TRIP]:
    'The supervisor halted the motor, or refused to go on: the application was late, or asked for what was not ordered',
  [Alarm.BATTERY_DEPLETED]: '10 minutes of battery at the present rate, without mains',
  [Alarm.POWER_FAILED]: 'Power is back, and an infusion was under way',
  [Alarm.INFUSION_LOST]: 'Power is back, an infusion was under way, and it cannot be taken up again',
  [Alarm.BATTERY_LOW]: '30 minutes of battery at the present rate, without mains',
  [Alarm.END_OF_INFUSION]: 'The volume is in, until more is programmed or the infusion is ended',
  [Alarm.COSIGNATURE]:
    'The entry wants a second person, who has not signed yet; the end of the infusion does not end it',
  [Alarm.LIBRARY_MISSING]: 'No library that can be used',
  [Alarm.HANDSET_MISSING]: 'Patient-controlled, and the handset is not connected; demands are refused',
  [Alarm.REPEATED_ALARMS]: 'An alarm stopped the motor for the third time in 10 minutes',
  [Alarm.PAUSED_LONG]: 'Paused for 2 minutes',
  [Alarm.KEY_STUCK]: 'A key is down for 30 s, or was when the pump was switched on',
  [Alarm.JOURNAL_FAULT]: 'The last record, or what a loss of power must not take, could not be written',
  [Alarm.RESERVOIR_LOW]: 'The container is nearly empty',
  [Alarm.MAINS_LOST]: 'The battery feeds the pump',
  [Alarm.NEAR_END]: '10 minutes before the end; patient-controlled: less is left than one demand',
  [Alarm.UNFINISHED]: 'A question that is not one of the first is open, and no key was pressed for 60 s',
  [Alarm.OUTSIDE_LIBRARY]:
    'An infusion outside the library runs: after 15 minutes, and 15 minutes after each time',
  [Alarm.LIBRARY_PAST_REVIEW]: 'The day of review of the library is behind us',
  [Alarm.MAXIMUM_DOSE]: 'A demand was refused because of the dose accumulated',
  [Alarm.TRAINING]: 'Training',
  [Alarm.UNCHECKED]: 'An infusion outside the library is programmed or runs',
  [Alarm.ANAESTHESIA]: 'Anaesthesia mode',
  [Alarm.DEMONSTRATION]: 'A demonstration library',
};

const PRIORITIES = ['banner', 'low', 'medium', 'high'];
const ACTIONS = ['goes on', 'keep-open rate', 'stops'];

export function alarmTable(): string {
  const rows = ALARMS.map(([priority, action, latched, minutes, text], alarm) => {
    const cells = [text, CAUSES[alarm] ?? '', PRIORITIES[priority], ACTIONS[action]];
    cells.push(latched ? 'noted' : 'with its cause', minutes > 0 ? `${minutes} min` : '');
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| text | when | priority | motor | ends | worse after |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

if (require.main === module) console.log(alarmTable());
