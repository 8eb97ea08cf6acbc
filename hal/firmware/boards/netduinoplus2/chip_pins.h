/* chip_pins.h: what hangs on the STM32F405's pins: a stepper driver and a matrix of keys. Which pins, the image says: no wiring is fixed here. */
#ifndef DERS_CHIP_PINS_H
#define DERS_CHIP_PINS_H

#include <stdbool.h>
#include <stdint.h>

/* Port 0 is A, 8 is I; pin 0 to 15. */
struct chip_pin {
  uint8_t port, pin;
};

/* False where there is no such pin. A pin of a function (0 to 15, the data sheet's table of alternate functions) is fast enough for 25 MHz. */
bool chip_pin_output(struct chip_pin pin, bool high);
bool chip_pin_input(struct chip_pin pin);
bool chip_pin_analog(struct chip_pin pin);
bool chip_pin_function(struct chip_pin pin, uint32_t function);
/* Of pins that are there. */
void chip_pin_set(struct chip_pin pin, bool high);
bool chip_pin_is_high(struct chip_pin pin);

/* A driver with step, direction and an enable that works at low level. */
struct chip_stepper {
  struct chip_pin step, direction, enable;
  bool forward; /* level of the direction */
  uint32_t hold; /* turns for which the step is high: a driver wants microseconds */
};

/* Everything low and the driver off. False where there is no such pin. */
bool chip_stepper_begin(const struct chip_stepper *stepper);
void chip_stepper_power(const struct chip_stepper *stepper, bool on);
/* One step, from the step timer's interrupt. */
void chip_stepper_pulse(const struct chip_stepper *stepper);

enum { CHIP_MOST_LINES = 8 };

/* Rows are driven one at a time, open drain; columns have pull-ups and are read. A key closes row and column; its number is row × columns + column. */
struct chip_keypad {
  struct chip_pin rows[CHIP_MOST_LINES], columns[CHIP_MOST_LINES];
  uint8_t row_count, column_count; /* at most 32 keys together */
  uint32_t settle; /* turns until a column has followed its row */
};

bool chip_keypad_begin(const struct chip_keypad *keypad);
/* A bit for each contact that is closed now, bounce and all; 0 where three keys that share lines could show a fourth: nothing is then known. */
uint32_t chip_keypad_scan(const struct chip_keypad *keypad, bool *certain);

#endif
