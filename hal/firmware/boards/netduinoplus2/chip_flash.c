#include "chip_flash.h"

#include <stddef.h>

#include "registers.h"

/* RM0090, chapter 3 (embedded flash memory interface): access control, keys, status, control. */
#define FLASH_INTERFACE 0x40023c00u
enum { ACR = 0x00, KEYR = 0x04, SR = 0x0c, CR = 0x10 };
#define BUSY (1u << 16)
/* Operation, write protection, alignment, parallelism, sequence. */
#define ERRORS (1u << 1 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7)
#define PROGRAM 1u
#define SECTOR_ERASE 2u
#define WORDS (2u << 8)
#define START (1u << 16)
#define LOCKED (1u << 31)
#define CACHES (3u << 9)
#define CACHE_RESETS (3u << 11)
#define ERASED 0xffffffffu
/* Turns of a wait: more than the two seconds that a sector may take. */
#ifndef CHIP_PATIENCE
#define CHIP_PATIENCE 40000000u
#endif

/* Table 5 of RM0090: 16 KB four times, 64 KB, 128 KB seven times. */
static const struct sector {
  uint32_t number, start, size;
} sectors[] = {
    {1, 16u << 10, 16u << 10},    {2, 32u << 10, 16u << 10},    {3, 48u << 10, 16u << 10},    {4, 64u << 10, 64u << 10},
    {8, 512u << 10, 128u << 10}, {9, 640u << 10, 128u << 10}, {10, 768u << 10, 128u << 10}, {11, 896u << 10, 128u << 10},
};

/* The data sector that holds all these bytes, or NULL. */
static const struct sector *sector_of(uint32_t offset, uint32_t length) {
  size_t i;

  for (i = 0; i < sizeof sectors / sizeof *sectors; i++)
    if (offset >= sectors[i].start && offset - sectors[i].start < sectors[i].size && length <= sectors[i].size - (offset - sectors[i].start))
      return &sectors[i];
  return NULL;
}

static uint32_t status(void) { return register_read(FLASH_INTERFACE + SR); }
static void control(uint32_t bits) { register_write(FLASH_INTERFACE + CR, bits); }

static bool idle(void) {
  uint32_t turns;

  for (turns = 0; turns < CHIP_PATIENCE; turns++)
    if (!(status() & BUSY)) return true;
  return false;
}

/* Two keys in their order; the errors of before are cleared by writing ones. */
static bool unlocked(void) {
  if (!idle()) return false;
  if (register_read(FLASH_INTERFACE + CR) & LOCKED) {
    register_write(FLASH_INTERFACE + KEYR, 0x45670123u);
    register_write(FLASH_INTERFACE + KEYR, 0xcdef89abu);
  }
  register_write(FLASH_INTERFACE + SR, ERRORS);
  return !(register_read(FLASH_INTERFACE + CR) & LOCKED);
}

/* Caches are reset while they are off, or old content would be read from them. */
static void forget_caches(void) {
  uint32_t access = register_read(FLASH_INTERFACE + ACR);

  register_write(FLASH_INTERFACE + ACR, access & ~CACHES);
  register_write(FLASH_INTERFACE + ACR, (access & ~CACHES) | CACHE_RESETS);
  register_write(FLASH_INTERFACE + ACR, access & ~CACHES);
  register_write(FLASH_INTERFACE + ACR, access);
}

bool chip_flash_erase(uint32_t offset) {
  const struct sector *sector = sector_of(offset, 1);
  uint32_t at;
  bool good = false;

  if (sector == NULL || offset != sector->start) return false;
  if (unlocked()) {
    control(SECTOR_ERASE | WORDS | sector->number << 3);
    control(SECTOR_ERASE | WORDS | sector->number << 3 | START);
    good = idle() && !(status() & ERRORS);
  }
  control(LOCKED);
  forget_caches();
  for (at = 0; good && at < sector->size; at += 4) good = register_read(CHIP_FLASH_START + offset + at) == ERASED;
  return good;
}

static uint32_t word_of(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

bool chip_flash_program(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  uint32_t at;
  bool good = false;

  if (length == 0 || offset % 4 != 0 || length % 4 != 0 || sector_of(offset, length) == NULL) return false;
  for (at = 0; at < length; at += 4)
    if (register_read(CHIP_FLASH_START + offset + at) != ERASED) return false;
  if (unlocked()) {
    good = true;
    control(PROGRAM | WORDS);
    for (at = 0; good && at < length; at += 4) {
      register_write(CHIP_FLASH_START + offset + at, word_of(bytes + at));
      good = idle() && !(status() & ERRORS);
    }
  }
  control(LOCKED);
  forget_caches();
  for (at = 0; good && at < length; at += 4) good = register_read(CHIP_FLASH_START + offset + at) == word_of(bytes + at);
  return good;
}
