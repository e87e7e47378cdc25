/*
 * Snappy's framing format, which python-snappy writes and libsnappy's C interface does not read
 * (google/snappy, framing_format.txt and format_description.txt).
 */
#ifndef STORE_SNAPPY_H
#define STORE_SNAPPY_H

#include "base/slice.h"

/* Unpacks a whole stream into room for limit bytes. False where it is none, is cut off, or does not fit.
 * Checksums are not looked at: what comes out is a text that is parsed. */
bool snappy_unpack(struct slice packed, char *room, size_t limit, size_t *len);

#endif
