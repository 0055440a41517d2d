//! A workspace of Compose files with five services each: the whole check, compared to the parser alone on the same
//! bytes. `docs/performance.md` shows the results of a run.

#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a benchmark that cannot prepare its files has nothing to measure"
)]

use divan::{Bencher, black_box};
use granit_parser::Parser;
use hy_msg_lint::check::{Request, check};
use hy_msg_lint::source::SourceMap;
use hy_msg_lint::workspace::Files;
use hy_msg_lint_compose::{self as compose, ProjectRequest, Reading};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn main() {
    divan::main();
}

const SIZES: &[usize] = &[1, 100, 1000];

/// Creates a folder with `files` stacks.
fn workspace(files: usize) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("workspace-{files}"));
    let _ = fs::remove_dir_all(&folder);
    for number in 0..files {
        let stack = folder.join(format!("stack-{number:04}"));
        fs::create_dir_all(&stack).expect("the folder for benchmarks can be written");
        fs::write(stack.join("compose.yml"), STACK.replace("NUMBER", &number.to_string()))
            .expect("the folder for benchmarks can be written");
    }
    folder
}

fn texts(folder: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("just written").flatten();
    entries.map(|entry| fs::read_to_string(entry.path().join("compose.yml")).expect("just written")).collect()
}

/// The parser alone, discarding its events, on one thread.
#[divan::bench(args = SIZES, sample_count = 20)]
fn parse_alone(bencher: Bencher<'_, '_>, files: usize) {
    let texts = texts(&workspace(files));
    bencher.bench(|| texts.iter().map(|text| Parser::new_from_str(black_box(text)).count()).sum::<usize>());
}

/// Discovers, parses, resolves, judges and locates as the command does, without printing.
#[divan::bench(args = SIZES, sample_count = 20)]
fn check_workspace(bencher: Bencher<'_, '_>, files: usize) {
    let folder = workspace(files);
    bencher.bench(|| {
        let report =
            check(&Request { paths: vec![folder.clone()], ..Request::default() }).expect("the folder exists");
        assert_eq!(report.files, files);
        report.findings.len()
    });
}

/// The command as a whole process, from its start to its exit.
#[divan::bench(args = SIZES, sample_count = 20)]
fn whole_process(bencher: Bencher<'_, '_>, files: usize) {
    let folder = workspace(files);
    bencher.bench(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        command.arg(&folder).args(["--format", "concise"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("the binary runs")
    });
}

/// Resolves a file with `services` services, each with a merge key and `extends`, to its canonical form.
#[divan::bench(args = [5000], sample_count = 10)]
fn resolve_services(bencher: Bencher<'_, '_>, services: usize) {
    let path = one_file(services);
    let folder = path.parent().expect("the file is in a folder").to_owned();
    let request = ProjectRequest { reading: Reading::AsCompose, ..ProjectRequest::of([path]) };
    bencher.bench(|| {
        let sources = SourceMap::within([folder.as_path()]);
        let project = compose::load(&Files::over(&sources), &request);
        assert!(project.problems.is_empty() && project.refusals().is_empty());
        project.canonical
    });
}

/// The parser alone on the same file.
#[divan::bench(args = [5000], sample_count = 10)]
fn parse_services_alone(bencher: Bencher<'_, '_>, services: usize) {
    let text = fs::read_to_string(one_file(services)).expect("just written");
    bencher.bench(|| Parser::new_from_str(black_box(&text)).count());
}

fn one_file(services: usize) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("services-{services}"));
    fs::create_dir_all(&folder).expect("the folder for benchmarks can be written");
    let more: String = (0..services).map(|number| SERVICE.replace("NUMBER", &number.to_string())).collect();
    let text = STACK.replace("NUMBER", "large").replacen("services:\n", &format!("services:\n{more}"), 1);
    let path = folder.join("compose.yml");
    fs::write(&path, text).expect("the folder for benchmarks can be written");
    path
}

const SERVICE: &str = "  worker-NUMBER:
    <<: *common
    image: confluentinc/cp-kafka-connect:8.1.1
    container_name: worker-NUMBER
    ports: [\"1NUMBER:8083\"]
    volumes: [./plugins:/usr/share/plugins:ro]
    environment:
      CONNECT_GROUP_ID: workers-NUMBER
      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: ${FACTOR:-3}
    healthcheck: {test: [CMD, curl, -f, localhost], interval: 30s}
    depends_on: [kafka-1]
";

const STACK: &str = "\
name: stack-NUMBER
x-common: &common
  restart: unless-stopped
  networks: [infra_net]
  deploy:
    resources:
      limits: {cpus: '1.0', memory: 512M}
networks:
  infra_net:
    name: infra_net
services:
  api:
    <<: *common
    image: example/api:1.NUMBER
    ports: ['${API_PORT:-8080}:8080']
    environment:
      BOOTSTRAP_SERVERS: kafka-1:19092
      LOG_LEVEL: info
  worker:
    <<: *common
    image: example/worker:1.NUMBER
    environment:
      - BOOTSTRAP_SERVERS=kafka-1:19092
      - GROUP_ID=worker-NUMBER
  cache:
    <<: *common
    image: valkey/valkey:8
    command: ['valkey-server', '--save', '60', '1']
  db:
    <<: *common
    image: postgres:17
    volumes: ['db:/var/lib/postgresql/data']
    environment: {POSTGRES_PASSWORD_FILE: /run/secrets/db}
    healthcheck:
      test: ['CMD', 'pg_isready']
      interval: 10s
  kafka-1:
    <<: *common
    image: confluentinc/cp-kafka:8.1.1
    environment:
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_NODE_ID: 1
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:19092,CONTROLLER://0.0.0.0:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka-1:19092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_DEFAULT_REPLICATION_FACTOR: 3
      KAFKA_MIN_INSYNC_REPLICAS: 2
volumes:
  db:
";
