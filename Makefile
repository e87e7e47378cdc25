# cnpg-dr. `make` builds, `make check` runs every test, `make demo` shows what it is for, `make install` installs.
# BUILD=FOLDER builds elsewhere, V=1 shows the commands; CC, CFLAGS, LDFLAGS, PREFIX and DESTDIR mean what they always do.

VERSION = 0.1.0
ABI = 0

BUILD = build
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
LIBEXECDIR = $(PREFIX)/libexec
INCLUDEDIR = $(PREFIX)/include
DATADIR = $(PREFIX)/share

CFLAGS = -O2 -g
HARDEN = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
LDFLAGS = -Wl,-O1,--as-needed,-z,relro,-z,now
WARN = -Wall -Wextra -Wpedantic -Werror
FLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Iinclude -fPIC -fvisibility=hidden $(WARN) $(CPPFLAGS) $(HARDEN) $(CFLAGS)
DEFINE = -DVERSION='"$(VERSION)"' -DLIBEXECDIR='"$(LIBEXECDIR)"'

# The folders of src in their order: each includes only those before it. The library is the core; the light executable
# is everything without git, the object store and kubectl; the full one has all. They share every object but the two
# that say which of them it is, and the commands that only the full one can carry out.
CORE = base text yaml cnpg plan
LIGHT = check report sys cli
FULL = git store kube
FULL_ONLY = src/cli/full.c src/cli/check_head.c src/cli/cmd_commit.c src/cli/pull_request.c src/cli/cmd_backups.c src/cli/cmd_apply.c src/cli/cmd_settle.c $(wildcard src/cli/apply_*.c src/cli/settle_*.c src/cli/commit_*.c src/cli/backups_*.c $(FULL:%=src/%/*.c))

say = $(if $(V),,@printf '  %s\n' '$@';)
object = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(1))
core := $(call object,$(wildcard $(CORE:%=src/%/*.c)))
full_only := $(call object,$(FULL_ONLY))
shared := $(filter-out $(full_only) %/cli/main.o %/cli/light.o,$(core) $(call object,$(wildcard $(LIGHT:%=src/%/*.c))))
light := $(shared) $(call object,src/cli/main.c src/cli/light.c)
full := $(shared) $(full_only) $(call object,src/cli/main.c)

core_libs = -lyaml -lpcre2-8
light_libs = $(core_libs) -ljansson -pthread
full_libs = $(light_libs) -lgit2 -lcurl -lexpat -lz -lbz2 -llzma -lzstd -llz4

program = $(BUILD)/cnpg-dr
full_program = $(BUILD)/libexec/cnpg-dr/cnpg-dr
libraries = $(BUILD)/libcnpgdr.a $(BUILD)/libcnpgdr.so $(BUILD)/libcnpgdr.pc
completions = $(BUILD)/completions/cnpg-dr.bash $(BUILD)/completions/_cnpg-dr $(BUILD)/completions/cnpg-dr.fish
manual = $(BUILD)/cnpg-dr.1

all: $(program) $(full_program) $(libraries) $(completions)

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(say)$(CC) $(FLAGS) $(DEFINE) -MMD -MP -c -o $@ $<

$(program): $(light)
	$(say)$(CC) $(CFLAGS) -pie $(LDFLAGS) -o $@ $(light) $(light_libs)

$(full_program): $(full)
	@mkdir -p $(@D)
	$(say)$(CC) $(CFLAGS) -pie $(LDFLAGS) -o $@ $(full) $(full_libs)

# One object in which the names that are not public are local, so that they cannot meet those of another library.
$(BUILD)/libcnpgdr.a: $(core)
	$(say)$(LD) -r -o $(BUILD)/libcnpgdr.o $(core)
	@objcopy --localize-hidden $(BUILD)/libcnpgdr.o
	@rm -f $@
	@$(AR) rcs $@ $(BUILD)/libcnpgdr.o

$(BUILD)/libcnpgdr.so.$(ABI): $(core)
	$(say)$(CC) $(CFLAGS) -shared -Wl,-soname,libcnpgdr.so.$(ABI) $(LDFLAGS) -o $@ $(core) $(core_libs)

$(BUILD)/libcnpgdr.so: $(BUILD)/libcnpgdr.so.$(ABI)
	@ln -sf libcnpgdr.so.$(ABI) $@

# Written each time: PREFIX may be another than at the last time.
$(BUILD)/libcnpgdr.pc:
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCLUDEDIR)' '' 'Name: libcnpgdr' \
	    'Description: CloudNativePG manifests into recovery and back, proved' 'Version: $(VERSION)' \
	    'Requires.private: yaml-0.1 libpcre2-8' 'Libs: -L$${libdir} -lcnpgdr' 'Cflags: -I$${includedir}' >$@

# The man page and the completions are printed by the program, from the table of options that --help is made from.
$(BUILD)/completions/cnpg-dr.bash: print = bash
$(BUILD)/completions/_cnpg-dr: print = zsh
$(BUILD)/completions/cnpg-dr.fish: print = fish
$(completions): $(program)
	@mkdir -p $(@D)
	@$(program) help --print $(print) >$@.new && mv $@.new $@

$(manual): $(program)
	@$(program) help --print man >$@.scd
	@scdoc <$@.scd >$@.new && mv $@.new $@

include tests/tests.mk

install: all $(manual)
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBEXECDIR)/cnpg-dr $(LIBDIR)/pkgconfig $(INCLUDEDIR)/cnpgdr \
	    $(DATADIR)/man/man1 $(DATADIR)/bash-completion/completions $(DATADIR)/zsh/site-functions \
	    $(DATADIR)/fish/vendor_completions.d $(DATADIR)/cnpg-dr/schema $(DATADIR)/doc/cnpg-dr)
	install $(program) $(DESTDIR)$(BINDIR)
	ln -sf cnpg-dr $(DESTDIR)$(BINDIR)/kubectl-cnpg_dr
	install $(full_program) $(DESTDIR)$(LIBEXECDIR)/cnpg-dr
	install -m 644 $(BUILD)/libcnpgdr.a $(DESTDIR)$(LIBDIR)
	install $(BUILD)/libcnpgdr.so.$(ABI) $(DESTDIR)$(LIBDIR)
	ln -sf libcnpgdr.so.$(ABI) $(DESTDIR)$(LIBDIR)/libcnpgdr.so
	install -m 644 $(BUILD)/libcnpgdr.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 include/cnpgdr/*.h $(DESTDIR)$(INCLUDEDIR)/cnpgdr
	install -m 644 $(manual) $(DESTDIR)$(DATADIR)/man/man1
	install -m 644 $(BUILD)/completions/cnpg-dr.bash $(DESTDIR)$(DATADIR)/bash-completion/completions/cnpg-dr
	install -m 644 $(BUILD)/completions/_cnpg-dr $(DESTDIR)$(DATADIR)/zsh/site-functions
	install -m 644 $(BUILD)/completions/cnpg-dr.fish $(DESTDIR)$(DATADIR)/fish/vendor_completions.d
	install -m 644 docs/schema/*.json $(DESTDIR)$(DATADIR)/cnpg-dr/schema
	install -m 644 README.md CHANGELOG.md LICENSE $(DESTDIR)$(DATADIR)/doc/cnpg-dr

# By apiVersion and kind, where kustomize and kubectl look for an exec plugin: one program that needs nothing else.
KUSTOMIZE_PLUGIN_HOME ?= $(or $(XDG_CONFIG_HOME),$(HOME)/.config)/kustomize/plugin
kustomize_plugin = $(DESTDIR)$(KUSTOMIZE_PLUGIN_HOME)/cnpg-dr.dev/v1alpha1/recoverytransformer

install-kustomize-plugin: $(program)
	install -d $(kustomize_plugin)
	install $(program) $(kustomize_plugin)/RecoveryTransformer

uninstall:
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/cnpg-dr $(BINDIR)/kubectl-cnpg_dr $(LIBDIR)/libcnpgdr.a \
	    $(LIBDIR)/libcnpgdr.so $(LIBDIR)/libcnpgdr.so.$(ABI) $(LIBDIR)/pkgconfig/libcnpgdr.pc \
	    $(DATADIR)/man/man1/cnpg-dr.1 $(DATADIR)/bash-completion/completions/cnpg-dr \
	    $(DATADIR)/zsh/site-functions/_cnpg-dr $(DATADIR)/fish/vendor_completions.d/cnpg-dr.fish)
	rm -rf $(addprefix $(DESTDIR),$(LIBEXECDIR)/cnpg-dr $(INCLUDEDIR)/cnpgdr $(DATADIR)/cnpg-dr \
	    $(DATADIR)/doc/cnpg-dr)

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/tests/*/*.d)

.PHONY: all install install-kustomize-plugin uninstall clean $(BUILD)/libcnpgdr.pc
.DELETE_ON_ERROR:
