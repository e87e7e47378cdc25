/*
 * File descriptors: who closes them, and whole reads and writes.
 *
 * An arena that runs out of memory leaves a function by a jump, so an open descriptor is held by an object
 * that the arena closes. The numbers that are returned are errno values, 0 where all went well: these
 * functions allocate nothing and can be called where nothing may be allocated.
 */
#ifndef SYS_DESCRIPTOR_H
#define SYS_DESCRIPTOR_H

#include "base/arena.h"

struct descriptor {
    int fd; /* -1 where nothing is open */
};

/* A holder with nothing in it. What is put into it is closed by arena_free, unless descriptor_close was
 * quicker. */
struct descriptor *descriptor_make(struct arena *arena);

/* Closes what is open; a second call does nothing. What close() says is of no use to anybody: data that must
 * be on the disk was put there by fsync. */
void descriptor_close(struct descriptor *descriptor);

/* Reads until size bytes are there or the input ends; *got says how many came, on failure too. Interrupted
 * calls are taken up again, and a descriptor that does not block is waited for. */
int descriptor_read(int fd, char *buffer, size_t size, size_t *got);

/* Writes all of the bytes, in as many calls as it takes. A reader that has gone is EPIPE, where SIGPIPE is
 * ignored. */
int descriptor_write(int fd, struct slice bytes);

#endif
