/*
 * Reading manifests: a file into memory, a large one as a map, and a descriptor until its end.
 *
 * A path is followed through symbolic links and must end at a regular file. Folders, pipes, sockets and
 * devices are refused (R018) without waiting for anybody at their other end. "-" means nothing special here.
 *
 * Errors name the file. The bytes belong to the arena.
 */
#ifndef SYS_INPUT_H
#define SYS_INPUT_H

#include "base/error.h"

/* The largest input that is read into memory: 1 GiB. Manifests end long before; /proc/kcore does not. */
enum { INPUT_LIMIT = 1 << 30 };

/*
 * The whole file, copied into memory. For what is going to be edited: the bytes stand still whatever others
 * do to the file meanwhile, and sys/replace.h compares the file with them before it writes.
 *
 * R018 for what is no regular file, else ERROR_SYSTEM.
 */
struct error input_read(struct arena *arena, struct slice path, struct slice *text);

/*
 * The whole file, for looking at it only. A large one is mapped and costs no memory of its own; a small one
 * is read, which is quicker, and so is one that cannot be mapped.
 *
 * Where another program shrinks a file that is mapped, the kernel ends this one (SIGBUS). Nothing is lost by
 * that as nothing is written from a map, but it is why files that are edited go through input_read.
 *
 * Errors as input_read.
 */
struct error input_map(struct arena *arena, struct slice path, struct slice *text);

/* All that comes from an open descriptor until its end; name is what messages call it ("standard input"). The
 * descriptor stays open. For input of any size there is sys/stream.h. */
struct error input_read_all(struct arena *arena, int fd, struct slice name, struct slice *text);

#endif
