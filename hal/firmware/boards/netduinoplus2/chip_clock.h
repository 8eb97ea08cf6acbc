/* chip_clock.h: what the STM32F405's clocks came to at the start. */
#ifndef DERS_CHIP_CLOCK_H
#define DERS_CHIP_CLOCK_H

#include <stdint.h>

/* Hz: 168 million from the crystal, 16 million where it did not start. Without it nothing may measure out a dose. */
uint32_t chip_core_clock(void);

/* Hz of APB1, which SPI 2, USART 2 and the timers 2 to 7 hang on. */
uint32_t chip_bus_clock(void);

#endif
