#include "f405_sensors.h"

#include <math.h>

#include "../boards/netduinoplus2/chip_measure.h"
#include "f405_motor.h"
#include "f405_wiring.h"

/* Of hal/hal.ts. */
enum { UPSTREAM = 0, DOWNSTREAM = 1, BUBBLE = 2, AIR = 3, DOOR = 4, SET = 5, BATTERY = 10, MAINS = 12, SENSORS = 14 };

/* The bench's pressure transmitters give a tenth of the supply at 0 and nine tenths at 1,000 mmHg; below a twentieth and above nineteen no transmitter is. */
enum { FULL = 4096, NOTHING = FULL / 10, SPAN = FULL * 8 / 10, MMHG = 1000, LEAST = FULL / 20, MOST = FULL - FULL / 20 };
/* The battery's voltage, divided so that empty gives half of the reference and full seven eighths. */
enum { EMPTY = FULL / 2, CHARGE = FULL * 3 / 8 };

void f405_sensors_begin(void) {
  uint32_t i;

  for (i = 0; i < 3; i++) chip_pin_analog(f405_voltages[i]);
  chip_pin_input(f405_door);
  chip_pin_input(f405_set);
  chip_pin_input(f405_mains);
  chip_adc_begin();
}

bool f405_sensor_there(uint32_t sensor) {
  const uint32_t there = 1u << UPSTREAM | 1u << DOWNSTREAM | 1u << BUBBLE | 1u << AIR | 1u << DOOR | 1u << SET | 1u << BATTERY | 1u << MAINS;

  return sensor < SENSORS && (there >> sensor & 1);
}

static double pressure(uint32_t channel) {
  int32_t level = chip_adc_read(channel);

  return level >= LEAST && level <= MOST ? (double)(level - NOTHING) * MMHG / SPAN : (double)NAN;
}

static double battery(void) {
  int32_t level = chip_adc_read(F405_BATTERY);
  double part = (double)(level - EMPTY) * 100 / CHARGE;

  if (!(level >= LEAST)) return (double)NAN;
  return part < 0 ? 0 : part > 100 ? 100 : part;
}

double f405_sensor(uint32_t sensor) {
  double reading = (double)NAN;

  switch (sensor) {
    case UPSTREAM: reading = pressure(F405_UPSTREAM); break;
    case DOWNSTREAM: reading = pressure(F405_DOWNSTREAM); break;
    case BUBBLE: reading = f405_bubble(); break;
    case AIR: reading = f405_air_volume(); break;
    case DOOR: reading = !chip_pin_is_high(f405_door); break;
    case SET: reading = !chip_pin_is_high(f405_set); break;
    case BATTERY: reading = battery(); break;
    case MAINS: reading = !chip_pin_is_high(f405_mains); break;
    default: break;
  }
  return reading;
}
