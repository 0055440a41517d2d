# The program alone, in an image of a few megabytes:
#
#   docker build --tag hy-msg-lint .
#   docker run --rm --volume "$PWD:/work:ro" hy-msg-lint

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked

FROM scratch
COPY --from=build /source/target/dist/hy-msg-lint /hy-msg-lint
COPY --from=build /source/LICENSE /LICENSE
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/hy-msg-lint"]
