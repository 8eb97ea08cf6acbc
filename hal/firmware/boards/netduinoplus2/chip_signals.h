/* chip_signals.h: lamps and buzzer of a pump, on any pins: the patterns of an alarm are made here, by the millisecond's interrupt, whatever becomes of the
 * application. The buzzer has its own pitch, so bursts differ by their pulses alone. */
#ifndef DERS_CHIP_SIGNALS_H
#define DERS_CHIP_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

#include "chip_pins.h"

struct chip_signals {
  struct chip_pin red, yellow, green, buzzer; /* high: on */
};

/* All off; false where there are no such pins. */
bool chip_signals_begin(const struct chip_signals *signals);

/* Priority and tone as in hal/hal.ts; what is none is the highest, or a refusal. The pattern begins anew only where the priority changes or its sound comes back. */
void chip_signals_alarm(uint32_t priority, bool audible);
void chip_signals_beep(uint32_t tone);
void chip_signals_running(bool on);

/* From the interrupt, every millisecond. */
void chip_signals_tick(void);

#endif
