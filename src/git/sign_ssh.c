#include "git/signer.h"
#include "sys/failure.h"
#include "sys/input.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 20 };

/* A folder of our own for what ssh-keygen reads and writes: it takes its data from a file, and puts the
 * signature beside it. Nobody else may look into it. */
struct scratch {
    char *folder; /* NULL once it is removed */
    char *payload, *signature, *key;
};

static void remove_scratch(void *object)
{
    struct scratch *scratch = object;
    if (scratch->folder == NULL)
        return;
    if (scratch->key != NULL) { /* the last that is set */
        unlink(scratch->payload);
        unlink(scratch->signature);
        unlink(scratch->key);
    }
    rmdir(scratch->folder);
    scratch->folder = NULL;
}

static struct error make_scratch(struct arena *arena, struct scratch *scratch)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0')
        parent = "/tmp";
    char *folder = arena_string(arena, arena_format(arena, "%s/cnpg-dr-sign-XXXXXX", parent));
    if (mkdtemp(folder) == NULL)
        return system_failure(arena, errno, "cannot make a folder in %s to sign the commit in", parent);
    *scratch = (struct scratch){folder, NULL, NULL, NULL};
    scratch->payload = arena_string(arena, arena_format(arena, "%s/commit", folder));
    scratch->signature = arena_string(arena, arena_format(arena, "%s/commit.sig", folder));
    scratch->key = arena_string(arena, arena_format(arena, "%s/key", folder));
    return NO_ERROR;
}

static struct error write_file(struct arena *arena, const char *path, struct slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return system_failure(arena, errno, "cannot write %s", path);
    struct slice rest = bytes;
    int number = 0;
    while (rest.len > 0 && number == 0) {
        ssize_t n = write(fd, rest.data, rest.len);
        if (n >= 0)
            rest = slice_cut(rest, (size_t)n, rest.len);
        else if (errno != EINTR)
            number = errno;
    }
    if (close(fd) != 0 && number == 0)
        number = errno;
    return number == 0 ? NO_ERROR : system_failure(arena, number, "cannot write %s", path);
}

static struct slice first_line(struct slice text)
{
    return slice_trim(slice_cut(text, 0, slice_find_char(text, '\n', 0)));
}

/* Whether user.signingKey is a public key, and not the path of one; *key loses the prefix key::. */
static bool is_literal(struct slice *key)
{
    if (slice_starts_with(*key, SLICE("key::"))) {
        *key = slice_cut(*key, strlen("key::"), key->len);
        return true;
    }
    return slice_starts_with(*key, SLICE("ssh-"));
}

/* The key that gpg.ssh.defaultKeyCommand prints on its first line; only a key counts, no path. */
static struct error ask_for_key(struct arena *arena, const struct signer *signer, struct slice *key)
{
    struct slice next = SLICE("set user.signingKey to the public key or its path, or give --no-sign");
    char **argv;
    if (signer->key_command.len == 0)
        return error_next(error_make(arena, ERROR_SYSTEM, "user.signingKey needs to be set for ssh signing"),
                          next);
    if (!split_command(arena, signer->key_command, &argv) || argv[0] == NULL)
        return error_next(error_make(arena, ERROR_SYSTEM, "malformed gpg.ssh.defaultKeyCommand: %.*s",
                                     SLICE_ARG(signer->key_command)),
                          next);
    struct process_request request = {.argv = argv, .output_limit = OUTPUT_LIMIT};
    struct process_result result;
    struct error error = process_run(arena, &request, &result);
    if (failed(error))
        return error;
    *key = first_line(result.output);
    struct slice bare = *key;
    if (process_succeeded(&result) && is_literal(&bare))
        return NO_ERROR;
    return error_next(
        error_make(arena, ERROR_SYSTEM, "gpg.ssh.defaultKeyCommand gave no key: %.*s",
                   SLICE_ARG(first_line(result.errors.len != 0 ? result.errors : result.output))),
        next);
}

/* Runs ssh-keygen on the payload; the signature appears beside it. */
static struct error run(struct arena *arena, const struct signer *signer, struct scratch *scratch,
                        struct slice key)
{
    bool literal = is_literal(&key);
    char *key_file = literal ? scratch->key : arena_string(arena, key);
    if (literal) {
        struct error error = write_file(arena, scratch->key, arena_format(arena, "%.*s\n", SLICE_ARG(key)));
        if (failed(error))
            return error;
    }
    /* -U: the private half of a literal key is with the agent. */
    char *argv[] = {signer->program,
                    (char[]){"-Y"},
                    (char[]){"sign"},
                    (char[]){"-n"},
                    (char[]){"git"},
                    (char[]){"-f"},
                    key_file,
                    literal ? (char[]){"-U"} : scratch->payload,
                    literal ? scratch->payload : NULL,
                    NULL};
    struct process_request request = {.argv = argv, .output_limit = OUTPUT_LIMIT};
    struct process_result result;
    struct error error = process_run(arena, &request, &result);
    if (failed(error) || process_succeeded(&result))
        return error;
    return signing_failure(arena, signer, &result);
}

struct error sign_with_ssh(struct arena *arena, const struct signer *signer, struct slice payload,
                           struct slice *signature)
{
    struct scratch *scratch = arena_alloc(arena, sizeof *scratch);
    arena_defer(arena, remove_scratch, scratch);
    struct slice key = signer->key;
    struct error error = key.len != 0 ? NO_ERROR : ask_for_key(arena, signer, &key);
    if (!failed(error))
        error = make_scratch(arena, scratch);
    if (!failed(error))
        error = write_file(arena, scratch->payload, payload);
    if (!failed(error))
        error = run(arena, signer, scratch, key);
    if (!failed(error))
        error = input_read(arena, slice_of(scratch->signature), signature);
    remove_scratch(scratch);
    return error;
}
