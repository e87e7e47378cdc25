/*
 * Replacing a manifest as a whole: at every moment, and after a crash at any moment, the file holds all of
 * the old bytes or all of the new ones.
 *
 * The new bytes go into a temporary file in the same folder, which is given the mode, owner, group, ACLs and
 * extended attributes of the old one, flushed to the disk, and renamed over it; then the folder is flushed
 * too.
 *
 * What is kept and what is not
 *   - A symbolic link stays, and the file it leads to is edited.
 *   - A file with several hard links is refused (R032): the rename would leave the other names with the old
 * bytes, and writing in place could not be all or nothing.
 *   - Where an attribute cannot be given to the new file it is refused with the reason (R032).
 *   - A file without write permission is not written, although its folder would allow the rename.
 *   - Times of change and the flags of chattr are those of a new file.
 *
 * Others at the same file
 *   - flock() on the file, not waited for: of two runs at once one wins, and the other is refused (R019). A
 * lock belongs to an inode and a rename puts another one in its place, so once it is held the path must still
 * lead to it. The temporary file is locked as well; it becomes the new file, which is thus locked from its
 * first moment.
 *   - Right before the rename the file is compared with the bytes that the edit began with: another content,
 * or any other change since the lock, is refused (R019). A program that minds no lock and writes in place
 * could only be missed between that comparison and the rename, two system calls later: no file system
 * compares and renames in one step. That is why nothing is remembered of the file but its bytes: they say
 * more than times and inodes, which some network file systems make up anew.
 *
 * What a killed run leaves behind
 *   The temporary file has one name for each manifest, ".NAME.cnpg-dr-tmp", so there is never more than one.
 * The next run on that manifest sees that nobody holds its lock, and removes it. Signals that can wait are
 * held back while it exists, so that only SIGKILL or a power cut leaves one.
 */
#ifndef SYS_REPLACE_H
#define SYS_REPLACE_H

#include "base/error.h"
#include "plan/proved.h"

/*
 * Writes proved_bytes over the file at path, which must still hold proved_before.
 *
 * ERROR_REFUSED R018 (no regular file), R019 (changed, or locked, by somebody else) or R032 (attributes, hard
 * links); ERROR_SYSTEM for what the system reports. After every error the file is as it was and the temporary
 * file is gone, with one exception that the message tells: the folder could not be flushed after the rename.
 *
 * Holds signals back in the calling thread: no other thread should run that could take them.
 */
struct error replace_file(struct arena *arena, struct slice path, const struct proved *proved);

#endif
