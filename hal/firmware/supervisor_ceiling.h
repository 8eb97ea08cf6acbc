/* The ceiling record of an entry, read from a compiled library (docs/formats/library.md) without the engine. */
#ifndef DERS_SUPERVISOR_CEILING_H
#define DERS_SUPERVISOR_CEILING_H

#include "supervisor.h"

struct ders_ceiling {
  /* Microlitres per hour and microlitres; 2^32 - 1 where no hard limit bounds it. */
  uint32_t rate;
  uint32_t volume;
};

/* Reads record `entry` of the library of `length` bytes at `offset`. False where it is not there, cannot be read, or its CRC-32 does not
 * hold; `ceiling` is 0 then. */
bool ders_ceiling_read(const struct ders_supervisor_hardware *hardware, int64_t offset, int64_t length, int64_t entry,
                       struct ders_ceiling *ceiling);

#endif
