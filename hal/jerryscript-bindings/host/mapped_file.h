/* Files mapped for reading: the flash of a desktop. */
#ifndef DERS_MAPPED_FILE_H
#define DERS_MAPPED_FILE_H

#include <stddef.h>

#include "../storage.h"

/* Maps a whole file; 0, or -1 with errno set. */
int ders_map_file(const char *path, struct ders_storage *storage);

#endif
