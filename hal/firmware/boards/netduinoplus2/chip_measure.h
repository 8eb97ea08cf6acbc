/* chip_measure.h: what the STM32F405 measures for a pump: the counts of a shaft encoder and voltages. */
#ifndef DERS_CHIP_MEASURE_H
#define DERS_CHIP_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "chip_pins.h"

/* An encoder with two tracks on timer 5, of which every edge counts: pins PA0 and PA1 (function 2). */
bool chip_encoder_begin(struct chip_pin first, struct chip_pin second);
uint32_t chip_encoder_counts(void);

/* Converter 1, 12 bits. */
void chip_adc_begin(void);

/* 0 to 4,095 of the reference; -1 where the converter has no such channel (0 to 15) or does not answer within a bounded wait. 5 microseconds. */
int32_t chip_adc_read(uint32_t channel);

#endif
