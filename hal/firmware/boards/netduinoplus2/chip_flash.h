/* chip_flash.h: the STM32F405's own flash, those of its sectors that hold data (docs/firmware.md has the map): 1 to 4 and 8 to 11. Sectors 0 and
 * 5 to 7 are the image's and are never touched. Every wait has an end, and what was written is read back. The core waits while a sector is
 * erased: at most half a second for 16 KB, two for 128 KB; the motor's timer stands meanwhile. */
#ifndef DERS_CHIP_FLASH_H
#define DERS_CHIP_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#define CHIP_FLASH_START 0x08000000u
#define CHIP_FLASH_SIZE (1u << 20)

/* Erases the data sector that begins at `offset` from CHIP_FLASH_START to bytes of 0xff; false where none begins there. */
bool chip_flash_erase(uint32_t offset);

/* Writes whole words into erased ones of one data sector: `offset` and `length` are multiples of 4. */
bool chip_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length);

#endif
