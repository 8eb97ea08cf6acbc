/* pump_flash.h over the chip's own flash: offsets are those from its first byte. There is no room for a journal of training. */
#include <stddef.h>

#include "../../pump_flash.h"
#include "chip_flash.h"

#ifndef CHIP_FLASH_BYTES
#define CHIP_FLASH_BYTES ((const uint8_t *)CHIP_FLASH_START)
#endif
#define KB 1024u
#define LONGEST 1024u

/* The trust list's second bank is the first quarter of sector 4, whose rest stays empty: banks are erased apart. */
static const struct {
  uint32_t start, size, sector;
} regions[PUMP_REGIONS] = {
    {512 * KB, 128 * KB, 128 * KB}, {640 * KB, 128 * KB, 128 * KB}, {768 * KB, 256 * KB, 128 * KB},
    {0, 0, 0},                      {16 * KB, 32 * KB, 16 * KB},    {48 * KB, 32 * KB, 16 * KB},
};

struct ders_storage pump_storage = {CHIP_FLASH_BYTES, CHIP_FLASH_SIZE, NULL, NULL};

static bool is_there(uint32_t region) { return region < PUMP_REGIONS && regions[region].size > 0; }

int32_t pump_flash_start(uint32_t region) { return is_there(region) ? (int32_t)regions[region].start : -1; }
uint32_t pump_flash_size(uint32_t region) { return is_there(region) ? regions[region].size : 0; }
uint32_t pump_flash_sector(uint32_t region) { return is_there(region) ? regions[region].sector : 0; }

/* The region that holds all these bytes; -1 where none does. */
static int region_of(uint32_t offset, uint32_t length) {
  int i;

  for (i = 0; i < PUMP_REGIONS; i++)
    if (offset >= regions[i].start && offset - regions[i].start < regions[i].size &&
        length <= regions[i].size - (offset - regions[i].start))
      return i;
  return -1;
}

bool pump_flash_erase(uint32_t offset) {
  int region = region_of(offset, 1);

  return region >= 0 && (offset - regions[region].start) % regions[region].sector == 0 && chip_flash_erase(offset);
}

/* What reaches from one sector into the next is written in two pieces, after both were seen to be erased. */
bool pump_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  int region = region_of(offset, length);
  uint32_t i, first;

  if (region < 0 || length == 0 || length > LONGEST || length % 4 != 0 || offset % 4 != 0) return false;
  for (i = 0; i < length; i++)
    if (CHIP_FLASH_BYTES[offset + i] != 0xff) return false;
  first = regions[region].sector - (offset - regions[region].start) % regions[region].sector;
  if (first > length) first = length;
  return chip_flash_program(offset, bytes, first) && (first == length || chip_flash_program(offset + first, bytes + first, length - first));
}
