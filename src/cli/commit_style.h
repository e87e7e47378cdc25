/*
 * Who commits, and whether it is signed: the options over the user's git configuration.
 */
#ifndef CLI_COMMIT_STYLE_H
#define CLI_COMMIT_STYLE_H

#include "cli/invocation.h"
#include "git/commit.h"

/* --author, --sign and --no-sign; what they leave open is as the configuration says. */
struct error commit_style_read(const struct invocation *invocation, const struct user_config *config,
                               struct commit_style *style);

#endif
