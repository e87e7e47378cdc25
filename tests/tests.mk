# The targets that test. A suite is an executable tests/NAME/run: it finds the folder that was built in $BUILD and ends
# with the line `N passed, N failed` (see CONTRIBUTING.md). tests/NAME/*.c are programs, one a file, linked with whatever
# of the project they use; tests/lib/*.c is what several of them share.

test_programs := $(patsubst tests/%.c,$(BUILD)/tests/%,$(filter-out tests/lib/% tests/fuzz/%,$(wildcard tests/*/*.c)))
test_shared := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/lib/*.c))

# Everything but main, for programs that look inside.
inside_objects := $(shared) $(call object,src/cli/light.c) $(test_shared)

$(BUILD)/inside.a: $(inside_objects)
	@rm -f $@
	@$(AR) rcs $@ $^

# The same for tests/mutants, which asks for INSIDE and so links the programs once.
$(BUILD)/inside.so: $(inside_objects)
	@$(CC) -shared -o $@ $^ $(LDFLAGS) $(light_libs)

INSIDE = $(BUILD)/inside.a

$(BUILD)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(say)$(CC) $(FLAGS) -Itests -MMD -MP -MF $@.d -c -o $@ $<

$(BUILD)/tests/%: tests/%.c $(INSIDE)
	@mkdir -p $(@D)
	$(say)$(CC) $(FLAGS) -Itests -MMD -MP -MF $@.d -MT $@ -o $@ $< $(INSIDE) $(LDFLAGS) -lcmocka $(light_libs)

# Those of git, of the object store and of kubectl also need what only the full executable has.
full_tests := $(filter $(addprefix $(BUILD)/tests/unit/,test_git_% test_store_% test_kube_%),$(test_programs))

$(BUILD)/full.a: $(filter-out %/cli/full.o,$(full_only))
	@rm -f $@
	@$(AR) rcs $@ $^

$(full_tests): $(BUILD)/tests/%: tests/%.c $(BUILD)/full.a $(BUILD)/inside.a
	@mkdir -p $(@D)
	$(say)$(CC) $(FLAGS) -Itests -MMD -MP -MF $@.d -MT $@ -o $@ $< $(BUILD)/full.a $(BUILD)/inside.a $(LDFLAGS) \
	    -lcmocka $(full_libs)

# With all the libraries of the light executable, though it needs none.
$(BUILD)/tests/bench/empty: tests/bench/empty.c Makefile
	@mkdir -p $(@D)
	$(say)$(CC) $(FLAGS) -pie -o $@ $< -Wl,--no-as-needed $(light_libs) -Wl,--as-needed,-O1,-z,relro,-z,now

# What the fuzzers once found is run again with each of them, linked with a main in place of libFuzzer.
fuzz_targets := $(patsubst tests/fuzz/target_%.c,$(BUILD)/tests/fuzz/replay_%,$(wildcard tests/fuzz/target_*.c))
fuzz_shared := $(patsubst %,$(BUILD)/tests/fuzz/%.o,replay other request seen text)

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/target_%.o $(fuzz_shared) $(core)
	$(say)$(CC) $(CFLAGS) -pie $(LDFLAGS) -o $@ $^ $(core_libs) -ljansson

tests: all $(manual) $(test_programs) $(fuzz_targets)

# On all cores, unless -j says how many.
build = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

setup-build setup-check setup-develop: setup-%:
	@tests/setup $*

demo: setup-build
	@+$(build) all
	@BUILD=$(abspath $(BUILD)) tests/demo/demo

check: setup-check
	@+$(build) tests
	@BUILD=$(abspath $(BUILD)) tests/run --without store --without cluster

# The object store on the real thing: PostgreSQL, Barman and an S3 server. Takes some minutes.
check-store: setup-check
	@tests/store/setup
	@+$(build) all
	@BUILD=$(abspath $(BUILD)) tests/run store

# apply and settle on a real API server, with CloudNativePG's own operator. Needs Go; the first time it builds for minutes.
check-cluster: setup-check
	@tests/cluster/setup
	@+$(build) all
	@tests/cluster/run --bin $(abspath $(program)) $(CASES)

# The sanitizers watch whatever runs the code, and take their time: of generated manifests they see fewer. The suites that
# are about packaging tell them nothing.
sanitized = $(abspath $(BUILD))/sanitize
check-sanitize: setup-check
	@+$(build) BUILD=$(sanitized) HARDEN= \
	    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' tests
	@BUILD=$(sanitized) COUNT=$${COUNT:-400} tests/run --without house --without install --without store --without cluster

# Of the core; by the suites that look at it.
covered = $(abspath $(BUILD))/coverage
coverage: setup-develop
	@rm -rf $(covered)
	@+$(build) BUILD=$(covered) HARDEN= CFLAGS='-O0 -g --coverage -Wno-clobbered' tests
	@BUILD=$(covered) COUNT=$${COUNT:-400} tests/run unit golden property diff fuzz
	gcovr --root . --object-directory $(covered) --filter 'src/(text|yaml|cnpg|plan)/' --branches --print-summary
	gcovr --root . --object-directory $(covered) --filter 'src/(text|yaml|cnpg|plan)/' --html-details $(covered)/index.html

fuzz: setup-develop
	@BUILD=$(abspath $(BUILD))/fuzz tests/fuzz/fuzz

# Changes of the core that no test notices: SEED=N, COUNT=N and PATHS="src/plan …" choose which are made.
mutants: setup-check
	@BUILD=$(abspath $(BUILD)) tests/mutants $(COUNT:%=--count %) $(SEED:%=--seed %) $(PATHS)

bench: setup-check
	@+$(build) tests
	@tests/store/setup
	@BUILD=$(abspath $(BUILD)) tests/bench/bench

format:
	clang-format -i $(wildcard src/*/*.[ch] include/cnpgdr/*.h tests/*/*.[ch])

lint: setup-develop
	clang-tidy --quiet $(wildcard src/*/*.c) -- -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Iinclude $(DEFINE)

.PHONY: tests setup-build setup-check setup-develop demo check check-store check-cluster check-sanitize coverage fuzz mutants bench format lint
