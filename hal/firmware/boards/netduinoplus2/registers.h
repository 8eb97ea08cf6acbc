/* registers.h: the STM32F405's registers and flash words, one access a call, so that the drivers beside run on a desktop against a chip that a
 * test plays. Register names and places: ST's RM0090. */
#ifndef DERS_F405_REGISTERS_H
#define DERS_F405_REGISTERS_H

#include <stdint.h>

uint32_t register_read(uint32_t address);
void register_write(uint32_t address, uint32_t value);

#endif
