/* Timer 5 as an encoder's counter, converter 1, lamps and buzzer of the played chip, for chip_host.c. */
#ifndef DERS_PLAYED_BENCH_H
#define DERS_PLAYED_BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* A register of timer 5 or converter 1, or the clocks of APB2: whether the address is one, and its value. */
bool bench_register_read(uint32_t address, uint32_t *value);
bool bench_register_write(uint32_t address, uint32_t value);

/* encoder · turn COUNTS · counts · adc · level CHANNEL VALUE · convert CHANNEL · spoil adc|no adc · signals · alarm PRIORITY AUDIBLE · beep TONE · running ON ·
 * tick MS; false where it is none of these. `lit` gives the levels of red, yellow, green and buzzer. */
bool bench_command(const char *line, uint32_t slow_clocks, uint32_t (*lit)(void));

#endif
