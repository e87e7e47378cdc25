/*
 * Reading the user's git configuration (git/user_config.h) for a repository that is being opened.
 */
#ifndef GIT_USER_CONFIG_LOAD_H
#define GIT_USER_CONFIG_LOAD_H

#include "git/user_config.h"
#include <git2.h>

struct config_value {
    struct slice key, value;
};

struct user_config {
    git_config *git;      /* the files; libgit2 uses it too */
    git_config *snapshot; /* the same, for text that stays where it is */
    struct config_value *environment;
    size_t environment_count;
    const char *home; /* NULL where HOME is not set */
};

/* Reads all of it. Without a repository (NULL) only what is the user's and the system's. */
struct error user_config_load(struct arena *arena, git_repository *repository, struct user_config **out);

#endif
