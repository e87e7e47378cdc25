/*
 * The pages that are made from the tables of commands, options, exit statuses, refusals and troubles: by the
 * build
 * (`cnpg-dr help --print man`), and for the README, which a test compares with them.
 */
#ifndef CLI_PAGES_H
#define CLI_PAGES_H

#include <stdio.h>

/* The man page, in the language of scdoc(1). */
void page_man(FILE *out);

/* What a shell completes. */
void page_bash(FILE *out);
void page_zsh(FILE *out);
void page_fish(FILE *out);

/* Tables of the README, in Markdown. */
void page_commands(FILE *out);
void page_exits(FILE *out);
void page_refusals(FILE *out);
void page_rules(FILE *out);
void page_troubleshooting(FILE *out);

#endif
