/* Frames of the service link on a desktop as the firmware reads and writes them, for tests. Each line of stdin is `read HEX`, answered by the
 * contents found and how many frames were damaged (`HEX … DAMAGED`), the reader living on; `begin`; or `frame ROOM HEX`, answered by the wire
 * or `-`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../hal/firmware/link_frame.h"

static uint8_t *bytes_of(const char *hex, size_t *length) {
  size_t i, size = strlen(hex) / 2;
  /* Exactly as large as the content: a read behind it is seen by the sanitiser. */
  uint8_t *bytes = malloc(size > 0 ? size : 1);

  for (i = 0; i < size; i++) {
    unsigned byte;

    sscanf(hex + i * 2, "%2x", &byte);
    bytes[i] = (uint8_t)byte;
  }
  *length = size;
  return bytes;
}

static void print(const uint8_t *bytes, uint32_t length) {
  uint32_t i;

  for (i = 0; i < length; i++) printf("%02x", bytes[i]);
}

int main(void) {
  struct ders_link_reader *reader = malloc(sizeof *reader);
  char *line = NULL;
  size_t room = 0;

  ders_link_begin(reader);
  while (getline(&line, &room, stdin) > 0) {
    size_t length, i;
    uint8_t *bytes;

    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "read ", 5) == 0) {
      bytes = bytes_of(line + 5, &length);
      for (i = 0; i < length; i++) {
        uint32_t found = ders_link_take(reader, bytes[i]);

        print(reader->bytes, found);
        if (found > 0) printf(" ");
      }
      printf("%u\n", reader->damaged);
      free(bytes);
    } else if (strncmp(line, "frame ", 6) == 0) {
      char *hex;
      size_t size = strtoul(line + 6, &hex, 10);
      uint8_t *wire = malloc(size > 0 ? size : 1);
      uint32_t made;

      bytes = bytes_of(hex + 1, &length);
      made = ders_link_frame(bytes, (uint32_t)length, wire, size);
      if (made == 0) printf("-");
      print(wire, made);
      printf("\n");
      free(bytes);
      free(wire);
    } else {
      ders_link_begin(reader);
      printf("\n");
    }
  }
  free(reader);
  free(line);
  return 0;
}
