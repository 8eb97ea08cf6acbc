#include "pump_flash.h"

#include <stddef.h>
#include <string.h>

#include "plant_line.h"

/* The second memory of the board stands for the chip. */
#define CELLS ((uint8_t *)0x21000000u)
#define KB 1024u
#define LONGEST 1024u

static const struct {
  uint32_t start, size, sector;
} regions[PUMP_REGIONS] = {
    {0, 512 * KB, 64 * KB},         {512 * KB, 512 * KB, 64 * KB}, {1024 * KB, 512 * KB, 4 * KB},
    {1536 * KB, 64 * KB, 4 * KB}, {1600 * KB, 32 * KB, 4 * KB},  {1632 * KB, 32 * KB, 4 * KB},
};
static const uint32_t whole = 1664 * KB;

struct ders_storage pump_storage = {CELLS, 0, NULL, NULL};

bool pump_flash_open(uint32_t size) {
  pump_storage.size = size == whole ? whole : 0;
  return size == whole;
}

uint8_t *pump_flash_cells(uint32_t offset, uint32_t length) {
  return offset <= whole && length <= whole - offset ? CELLS + offset : NULL;
}

int32_t pump_flash_start(uint32_t region) { return region < PUMP_REGIONS ? (int32_t)regions[region].start : -1; }
uint32_t pump_flash_size(uint32_t region) { return region < PUMP_REGIONS ? regions[region].size : 0; }
uint32_t pump_flash_sector(uint32_t region) { return region < PUMP_REGIONS ? regions[region].sector : 0; }

/* The region that holds all these bytes; -1 where none does. */
static int region_of(uint32_t offset, uint32_t length) {
  int i;

  for (i = 0; i < PUMP_REGIONS; i++)
    if (offset >= regions[i].start && offset - regions[i].start < regions[i].size &&
        length <= regions[i].size - (offset - regions[i].start))
      return i;
  return -1;
}

/* Power lost inside the operation: from then on nothing can be read or written. */
static bool through(enum plant_message_kind kind, const void *content, size_t length) {
  uint8_t done = 0;

  plant_ask(kind, content, length, &done, 1);
  if (done != 1) pump_storage.size = 0;
  return done == 1;
}

bool pump_flash_erase(uint32_t offset) {
  int region = pump_storage.size == 0 ? -1 : region_of(offset, 1);

  if (region < 0 || (offset - regions[region].start) % regions[region].sector != 0) return false;
  if (!through(PLANT_ERASE, &offset, sizeof offset)) return false;
  memset(CELLS + offset, 0xff, regions[region].sector);
  return true;
}

bool pump_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  static uint8_t content[4 + LONGEST];
  uint32_t i;

  if (pump_storage.size == 0 || length == 0 || length > LONGEST || length % 4 != 0 || offset % 4 != 0) return false;
  if (region_of(offset, length) < 0) return false;
  for (i = 0; i < length; i++)
    if (CELLS[offset + i] != 0xff) return false;
  memcpy(content, &offset, 4);
  memcpy(content + 4, bytes, length);
  if (!through(PLANT_PROGRAM, content, 4 + length)) return false;
  memcpy(CELLS + offset, bytes, length);
  return true;
}
