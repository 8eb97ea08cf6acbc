/** The pump application, with the core inside: what a firmware embeds as `dist/pump.js` and drives through a `Hal`. */
export { Pump } from './pump/pump';
export { Alarm, ALARMS, type Alarms } from './pump/alarm';
export { Phase } from './pump/delivery';
