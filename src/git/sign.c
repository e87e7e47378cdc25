#include "git/signer.h"
#include "git/user_config.h"

struct format {
    struct slice name;
    const char *program_keys[2]; /* the first that is set */
    const char *program;         /* the default */
    struct error (*sign)(struct arena *, const struct signer *, struct slice, struct slice *);
};

static const struct format FORMATS[] = {
    {{"openpgp", 7}, {"gpg.openpgp.program", "gpg.program"}, "gpg", sign_with_gpg},
    {{"ssh", 3}, {"gpg.ssh.program", NULL}, "ssh-keygen", sign_with_ssh},
};

static struct error find_format(struct arena *arena, const struct user_config *config,
                                const struct format **format)
{
    struct slice name = user_config_text(config, "gpg.format");
    *format = &FORMATS[0];
    if (name.len == 0)
        return NO_ERROR;
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++)
        if (slice_equal(name, FORMATS[i].name)) {
            *format = &FORMATS[i];
            return NO_ERROR;
        }
    return error_next(
        error_make(arena, ERROR_SYSTEM, "commits cannot be signed with gpg.format '%.*s'", SLICE_ARG(name)),
        SLICE("set gpg.format to openpgp or ssh, or give --no-sign and sign the commit with git"));
}

static struct slice find_program(struct arena *arena, const struct user_config *config,
                                 const struct format *format)
{
    struct slice program = SLICE("");
    for (size_t i = 0; i < 2 && program.len == 0 && format->program_keys[i] != NULL; i++)
        program = user_config_path(arena, config, format->program_keys[i]);
    return program.len != 0 ? program : slice_of(format->program);
}

struct error signer_open(struct arena *arena, const struct user_config *config, enum sign_wish wish,
                         const struct identity *committer, const struct signer **out)
{
    bool wanted = wish == SIGN_ALWAYS;
    const struct format *format;
    *out = NULL;
    struct error error = NO_ERROR;
    if (wish == SIGN_AS_CONFIGURED)
        error = user_config_flag(arena, config, "commit.gpgsign", &wanted);
    if (failed(error) || !wanted)
        return error;
    error = find_format(arena, config, &format);
    if (failed(error))
        return error;
    struct signer *signer = arena_alloc(arena, sizeof *signer);
    signer->sign = format->sign;
    signer->program = arena_string(arena, find_program(arena, config, format));
    signer->key = user_config_path(arena, config, "user.signingkey");
    signer->key_command = user_config_text(config, "gpg.ssh.defaultkeycommand");
    if (signer->key.len == 0 && format->sign == sign_with_gpg)
        signer->key =
            arena_format(arena, "%.*s <%.*s>", SLICE_ARG(committer->name), SLICE_ARG(committer->email));
    *out = signer;
    return NO_ERROR;
}

struct error signer_sign(struct arena *arena, const struct signer *signer, struct slice payload,
                         struct slice *signature)
{
    struct error error = signer->sign(arena, signer, payload, signature);
    while (signature->len > 0 && signature->data[signature->len - 1] == '\n')
        signature->len--;
    return error;
}

/* The last line that a person would read: not one of gpg's status lines. */
static struct slice last_words(struct slice errors)
{
    struct slice last = SLICE("");
    for (size_t i = 0; i < errors.len;) {
        size_t end = slice_find_char(errors, '\n', i);
        struct slice line = slice_trim(slice_cut(errors, i, end));
        if (line.len > 0 && !slice_starts_with(line, SLICE("[GNUPG:]")))
            last = line;
        i = end + 1;
    }
    return last;
}

struct error signing_failure(struct arena *arena, const struct signer *signer,
                             const struct process_result *result)
{
    struct slice words = last_words(result->errors);
    struct error error =
        error_make(arena, ERROR_SYSTEM, "%s failed to sign the commit: %.*s", signer->program,
                   SLICE_ARG(words.len != 0 ? words : SLICE("it made no signature and said nothing")));
    return error_next(error, SLICE("see that git commit --allow-empty -S works here, or give --no-sign"));
}
