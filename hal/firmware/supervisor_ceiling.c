#include "supervisor_ceiling.h"

enum { SECTIONS = 7, ENTRY_INDEX = 4, CEILINGS = 6, INDEX_RECORD = 16, KEY = 8, CEILING_RECORD = 12, CHECKED = 8 };

struct section {
  uint32_t start;
  uint32_t size;
};

static uint32_t word(const uint8_t *bytes) {
  return ((uint32_t)bytes[0] << 24) | ((uint32_t)bytes[1] << 16) | ((uint32_t)bytes[2] << 8) | (uint32_t)bytes[3];
}

/* CRC-32 (ISO-HDLC), four bits at a time: sixteen words are table enough for sixteen bytes. */
static uint32_t crc32(const uint8_t *bytes, uint32_t length, uint32_t start) {
  static const uint32_t table[16] = {
      0x00000000U, 0x1DB71064U, 0x3B6E20C8U, 0x26D930ACU, 0x76DC4190U, 0x6B6B51F4U, 0x4DB26158U, 0x5005713CU,
      0xEDB88320U, 0xF00F9344U, 0xD6D6A3E8U, 0xCB61B38CU, 0x9B64C2B0U, 0x86D3D2D4U, 0xA00AE278U, 0xBDBDF21CU,
  };
  uint32_t crc = ~start;
  uint32_t i;

  for (i = 0U; i < length; i++) {
    crc ^= bytes[i];
    crc = (crc >> 4) ^ table[crc & 15U];
    crc = (crc >> 4) ^ table[crc & 15U];
  }
  return ~crc;
}

/* The next byte before `end`, and one further. */
static bool next(const struct ders_supervisor_hardware *hardware, uint64_t *position, uint64_t end, uint8_t *byte) {
  bool done = false;

  if (*position < end) {
    done = hardware->read(hardware->context, (uint32_t)*position, byte, 1U);
    *position += 1U;
  }
  return done;
}

/* Where the seven byte strings lie, from their heads alone; false where they do not fill the library exactly. */
static bool find_sections(const struct ders_supervisor_hardware *hardware, uint64_t offset, uint64_t end,
                          struct section sections[SECTIONS]) {
  uint64_t position = offset;
  uint8_t byte = 0U;
  uint32_t section;

  if (!next(hardware, &position, end, &byte) || (byte != 0x80U + (uint32_t)SECTIONS)) return false;
  for (section = 0U; section < (uint32_t)SECTIONS; section++) {
    uint32_t info;
    uint32_t size;

    if (!next(hardware, &position, end, &byte)) return false;
    /* Other types wrap to a large number; lengths of 8 bytes and indefinite ones are no library. */
    info = (uint32_t)byte - 0x40U;
    if (!(info <= 26U)) return false;
    size = info;
    if (info >= 24U) {
      const uint32_t bytes = 1U << (info - 24U);
      uint32_t i;

      size = 0U;
      for (i = 0U; i < bytes; i++) {
        if (!next(hardware, &position, end, &byte)) return false;
        size = (size << 8) | byte;
      }
    }
    if (!(position + size <= end)) return false;
    sections[section].start = (uint32_t)position;
    sections[section].size = size;
    position += size;
  }
  return position == end;
}

bool ders_ceiling_read(const struct ders_supervisor_hardware *hardware, int64_t offset, int64_t length, int64_t entry,
                       struct ders_ceiling *ceiling) {
  struct section sections[SECTIONS];
  uint8_t key[KEY];
  uint8_t record[CEILING_RECORD];
  uint32_t entries;

  ceiling->rate = 0U;
  ceiling->volume = 0U;
  if (!((offset >= 0) && (offset <= (int64_t)UINT32_MAX) && (length > 0) && (length <= (int64_t)UINT32_MAX))) return false;
  if (!(offset + length <= (int64_t)UINT32_MAX)) return false;
  if (!find_sections(hardware, (uint64_t)offset, (uint64_t)(offset + length), sections)) return false;
  entries = sections[ENTRY_INDEX].size / (uint32_t)INDEX_RECORD;
  if (sections[ENTRY_INDEX].size != entries * (uint32_t)INDEX_RECORD) return false;
  if (sections[CEILINGS].size != (uint64_t)entries * (uint32_t)CEILING_RECORD) return false;
  if (!((entry >= 0) && (entry < (int64_t)entries))) return false;
  if (!hardware->read(hardware->context, sections[ENTRY_INDEX].start + (uint32_t)entry * (uint32_t)INDEX_RECORD, key,
                      (uint32_t)KEY)) {
    return false;
  }
  if (!hardware->read(hardware->context, sections[CEILINGS].start + (uint32_t)entry * (uint32_t)CEILING_RECORD, record,
                      (uint32_t)CEILING_RECORD)) {
    return false;
  }
  if (word(&record[CHECKED]) != crc32(record, (uint32_t)CHECKED, crc32(key, (uint32_t)KEY, 0U))) return false;
  ceiling->rate = word(&record[0]);
  ceiling->volume = word(&record[4]);
  return true;
}
