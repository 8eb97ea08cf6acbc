#include "mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int ders_map_file(const char *path, struct ders_storage *storage) {
  struct stat status;
  void *bytes;
  int file = open(path, O_RDONLY);

  memset(storage, 0, sizeof *storage);
  if (file < 0) return -1;
  if (fstat(file, &status) != 0 || status.st_size > INT32_MAX) {
    if (status.st_size > INT32_MAX) errno = EFBIG;
    close(file);
    return -1;
  }
  storage->bytes = (const uint8_t *)"";
  storage->size = (uint32_t)status.st_size;
  /* An empty file cannot be mapped. */
  if (storage->size > 0) {
    bytes = mmap(NULL, storage->size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
      close(file);
      return -1;
    }
    storage->bytes = bytes;
  }
  close(file);
  return 0;
}
