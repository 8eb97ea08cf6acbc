/* f405_motor.h: motor, keys, signals and watchdog of the images for the STM32F405, out of the millisecond's interrupt, with the supervisor between what is
 * asked and what turns. */
#ifndef DERS_F405_MOTOR_H
#define DERS_F405_MOTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "../supervisor.h"

extern struct ders_supervisor pump_supervisor;

enum { F405_HIGHEST_RATE = 1200000, F405_STEPS = 2, F405_COUNTS = 2 };

/* Begins pins, supervisor, interrupt and watchdog. False where the supervisor does not begin, or the chip has no crystal to measure time by: keys and signals
 * work then, and nothing moves. */
bool f405_motor_begin(void);

/* ms since power-on. */
uint32_t f405_now(void);
void f405_wait(uint32_t ms);

/* The next debounced edge, key × 2, plus 1 where it was pressed; -1 where there is none. 32 wait at most. */
int f405_next_edge(void);

/* A sign of life of main: without one for eight seconds the watchdog is not fed, and restarts the chip. */
void f405_alive(void);

/* Called in the interrupt from then on, every millisecond; NULL: nothing is. */
void f405_when_late(void (*late)(void));

/* Microlitres of air that passed the detector in one piece, the most of the last 15 minutes, and all of it in these. */
uint32_t f405_bubble(void);
uint32_t f405_air_volume(void);

#endif
