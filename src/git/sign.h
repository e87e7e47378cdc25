/*
 * Signing commits as the user's git does (git-config(1), commit.gpgSign and gpg.*).
 *
 * gpg.format openpgp (the default) runs gpg.openpgp.program, gpg.program, or gpg with user.signingKey, or
 * else the committer, as the key. gpg.format ssh runs gpg.ssh.program or ssh-keygen with user.signingKey: a
 * path, or the public key itself (key::…, ssh-…), or else what gpg.ssh.defaultKeyCommand prints. x509 is
 * refused.
 *
 * Programs are run without a shell, by the same arguments as git gives them, so that wrappers made for git
 * work; they may ask for a passphrase on the terminal, and no time limit is set on that.
 */
#ifndef GIT_SIGN_H
#define GIT_SIGN_H

#include "git/identity.h"

struct signer;

enum sign_wish {
    SIGN_AS_CONFIGURED, /* commit.gpgSign */
    SIGN_ALWAYS,        /* --sign */
    SIGN_NEVER          /* --no-sign */
};

/* How to sign; NULL where commits are not to be signed. */
struct error signer_open(struct arena *arena, const struct user_config *config, enum sign_wish wish,
                         const struct identity *committer, const struct signer **out);

/* The signature of a commit object, as the header field takes it: no line end at its end. ERROR_SYSTEM with
 * what the program said where it fails. */
struct error signer_sign(struct arena *arena, const struct signer *signer, struct slice payload,
                         struct slice *signature);

#endif
