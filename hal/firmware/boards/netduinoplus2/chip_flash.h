/* chip_flash.h: the STM32F405's own flash, sectors 8 to 11 of 128 KB each: two slots for libraries, two for the journal. The image's sectors
 * are never touched. Every wait has an end, and what was written is read back. The core waits while a sector is erased, up to two seconds: the
 * motor's timer stands meanwhile. */
#ifndef DERS_CHIP_FLASH_H
#define DERS_CHIP_FLASH_H

#include <stdbool.h>
#include <stdint.h>

enum { CHIP_FLASH_START = 0x08080000, CHIP_FLASH_SECTOR = 128 << 10, CHIP_FLASH_SECTORS = 4 };

/* Erases the sector, 0 to 3, to bytes of 0xff. */
bool chip_flash_erase(uint32_t sector);

/* Writes whole words into erased ones: `offset` from CHIP_FLASH_START and `length` are multiples of 4. */
bool chip_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length);

#endif
