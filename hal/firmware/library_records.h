/* library_records.h: what an installation asks of each limit record of a compiled library, care areas and entries, before it is used: the rules and
 * codes of engine/library/contents.ts, to which a test holds this over damaged libraries. The engine checks what it reads again, at each use. */
#ifndef DERS_LIBRARY_RECORDS_H
#define DERS_LIBRARY_RECORDS_H

#include <stdint.h>

#include "../jerryscript-bindings/storage.h"

/* Reads `count` records of the compiled library at `place`, from `first` on (care areas in their order, then entries): DERS_REASON_NONE where all are
 * there and good, else the ders_reason of the first that is not. Not reentrant. Stack: 1.5 KB. About 5,000 instructions a record. */
uint32_t ders_records_reason(const struct ders_storage *storage, uint32_t place, uint32_t length, uint32_t first, uint32_t count);

#endif
