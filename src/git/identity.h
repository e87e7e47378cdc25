/*
 * Who makes a commit: name, address and date of author and committer, as git finds them.
 *
 * Name and address, the first that is set: GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL (GIT_COMMITTER_… for the
 * committer), author.name and author.email (committer.…), user.name and user.email, and for the address
 * EMAIL. What git would put together from the login and the host's name is never used, as if
 * user.useConfigOnly were set: a commit by root@a-pod would be signed by nobody. So EMAIL does not count with
 * user.useConfigOnly, as for git. The date: GIT_AUTHOR_DATE (GIT_COMMITTER_DATE), else now. (git-commit(1),
 * COMMIT INFORMATION.)
 */
#ifndef GIT_IDENTITY_H
#define GIT_IDENTITY_H

#include "git/date.h"
#include "git/user_config.h"

struct identity {
    struct slice name, email; /* cleaned as git cleans them: without <, > and line ends */
    struct date date;
};

/* Where there is none the error is the one that git users know, "Please tell me who you are". */
struct error identity_author(struct arena *arena, const struct user_config *config, struct identity *author);
struct error identity_committer(struct arena *arena, const struct user_config *config,
                                struct identity *committer);

/* The author's date alone, for an author that --author names. */
struct error identity_author_date(struct arena *arena, struct date *date);

/* What --author says, "Name <address>"; the date is not touched. ERROR_USAGE for any other form. */
struct error identity_parse(struct arena *arena, struct slice text, struct identity *author);

#endif
