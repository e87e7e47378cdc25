/*
 * The user's git configuration, as git reads it.
 *
 * Later files win over earlier ones:
 *
 *   GIT_CONFIG_SYSTEM, else /etc/gitconfig       none of them with GIT_CONFIG_NOSYSTEM
 *   GIT_CONFIG_GLOBAL                            where it is not set: $XDG_CONFIG_HOME/git/config (or
 *                                                $HOME/.config/git/config), then $HOME/.gitconfig
 *   the repository's config
 *   the work tree's config.worktree              with extensions.worktreeConfig
 *   GIT_CONFIG_COUNT, GIT_CONFIG_KEY_n, GIT_CONFIG_VALUE_n
 *
 * (git-config(1), FILES and ENVIRONMENT. libgit2 1.5 reads none of these variables by itself, and no
 * config.worktree.) include.path and includeIf work as far as libgit2 does them: gitdir:, gitdir/i: and
 * onbranch:, not hasconfig:. What `git -c` hands to its children (GIT_CONFIG_PARAMETERS) is not read. Names
 * and values of GIT_CONFIG_COUNT are seen by the functions below, not by libgit2 itself:
 * user_config_from_environment tells where that would matter.
 *
 * Keys are written in lower case: "user.signingkey", "gpg.ssh.program".
 */
#ifndef GIT_USER_CONFIG_H
#define GIT_USER_CONFIG_H

#include "base/error.h"

struct user_config;

/* The value of that key, empty where there is none. It lives as long as the configuration. */
struct slice user_config_text(const struct user_config *config, const char *key);

/* *value becomes what the key says and stays as it is where there is none. What is no boolean is an error. */
struct error user_config_flag(struct arena *arena, const struct user_config *config, const char *key,
                              bool *value);

/* The value of that key as a path, ~/ expanded; empty where there is none. */
struct slice user_config_path(struct arena *arena, const struct user_config *config, const char *key);

/* True where GIT_CONFIG_COUNT sets that key. */
bool user_config_from_environment(const struct user_config *config, const char *key);

/*
 * True where safe.directory allows the work with a repository at that place although somebody else owns it:
 * its path, or *; an empty value forgets those before it (git-config(1), safe.directory). The repository's
 * own configuration has no say.
 */
bool user_config_is_safe_directory(const struct user_config *config, struct slice place);

/* True where a remote has promised objects that are not here (remote.NAME.promisor): a partial clone. */
bool user_config_has_promisor(const struct user_config *config);

/* The only remote that has an address; origin where there are several, or none. */
struct slice user_config_remote(struct arena *arena, const struct user_config *config);

#endif
