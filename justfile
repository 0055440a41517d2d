# What CI asks: format, lints, tests, and the tools of `just tools`.
ready:
    bash .ci/run

# Install the tools that `just ready` runs where they are.
tools:
    bash .ci/tools install

# Begin a rule with its tests, page and fixtures, and list it in the README: just new-rule wide-topic topic topic
new-rule rule area input:
    cargo run --quiet -- new {{ rule }} --area {{ area }} --input {{ input }}
    touch policies/build.rs
    UPDATE_EXPECTED=1 cargo test --quiet --test suite tables

# Run the unit tests and fixtures of the rules whose names contain `filter`.
rules filter='':
    cargo run --quiet -- test policies --filter '{{ filter }}'

# Write the expected outputs of the tests named by `filter` anew; read the difference before you commit it.
expect filter:
    UPDATE_EXPECTED=1 cargo test --test suite {{ filter }}

# Build what a release ships.
dist:
    cargo build --profile dist --locked

# Measure what a release ships.
bench:
    cargo bench
