/* f405_sensors.h: the sensors of hal/hal.ts that the bench of the STM32F405 has (f405_wiring.h), in their units. */
#ifndef DERS_F405_SENSORS_H
#define DERS_F405_SENSORS_H

#include <stdbool.h>
#include <stdint.h>

void f405_sensors_begin(void);
bool f405_sensor_there(uint32_t sensor);

/* NaN where it is not there, or its voltage is one that no sensor gives: a broken wire or a short. */
double f405_sensor(uint32_t sensor);

#endif
