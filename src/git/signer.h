/*
 * One way of signing a commit (git/sign.h), with all that the configuration says about it.
 */
#ifndef GIT_SIGNER_H
#define GIT_SIGNER_H

#include "git/sign.h"
#include "sys/process.h"

struct signer {
    struct error (*sign)(struct arena *arena, const struct signer *signer, struct slice payload,
                         struct slice *signature);
    char *program;
    struct slice key;         /* as user.signingKey has it, ~/ expanded */
    struct slice key_command; /* ssh: what prints a key where there is none */
};

struct error sign_with_gpg(struct arena *arena, const struct signer *signer, struct slice payload,
                           struct slice *signature);
struct error sign_with_ssh(struct arena *arena, const struct signer *signer, struct slice payload,
                           struct slice *signature);

/* The program failed: its own words, and what to do about it. */
struct error signing_failure(struct arena *arena, const struct signer *signer,
                             const struct process_result *result);

/* The words of a command line as git splits one: at blanks, with ' " and \ as in a shell, and nothing else of
 * it. A NULL ends the list. False where a quote is left open. */
bool split_command(struct arena *arena, struct slice line, char ***words);

#endif
