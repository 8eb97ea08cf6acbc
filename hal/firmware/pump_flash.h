/* pump_flash.h: the flash of the emulated pump, read as memory. Its rules (hal/hal.ts) are kept here; its cells are the plant's, to which
 * every change is written through, so that they outlive the board's power and can lose it in the n-th operation. */
#ifndef DERS_PUMP_FLASH_H
#define DERS_PUMP_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#include "../jerryscript-bindings/storage.h"

enum { PUMP_REGIONS = 6 };

/* What the natives of the library storage read; its size is 0 once power is lost inside an operation. */
extern struct ders_storage pump_storage;

/* False where the plant's flash has another size. */
bool pump_flash_open(uint32_t size);

/* The cells as they came from the plant, to be written into; NULL where any of them lies outside. */
uint8_t *pump_flash_cells(uint32_t offset, uint32_t length);

/* -1, 0 and 0 where there is no such region. */
int32_t pump_flash_start(uint32_t region);
uint32_t pump_flash_size(uint32_t region);
uint32_t pump_flash_sector(uint32_t region);

bool pump_flash_erase(uint32_t offset);
bool pump_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length);

#endif
