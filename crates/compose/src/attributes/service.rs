//! The attributes of a service (Compose Specification, "services").

use super::build::{BUILD, DEVELOP};
use super::deploy::DEPLOY;
use super::devices::{BLOCK_IO, DEVICE, REQUEST};
use super::mounts::{GRANT, MOUNT, SECRET};
use super::networks::ATTACHMENT;
use super::row::{
    boolean, bytes, duration, float, integer, list, map, mapping, natural, record, text, texts, verbatim,
    words,
};
use super::{Attribute, Cast, Default, Merge, Null, PathKind, Record, Type, Width};
use crate::canonical::{defaults, hosts};
use crate::transform::{build, devices, lists, ports, volumes};
use crate::unicity;

pub(crate) static SERVICE: Record = Record::of(&[
    texts("profiles").unique(unicity::text).distinctive(),
    assignments("annotations"),
    boolean("attach").present(),
    record("build", &BUILD).short(build::build).distinctive(),
    record("develop", &DEVELOP),
    record("blkio_config", &BLOCK_IO),
    texts("cap_add").unique(unicity::text),
    texts("cap_drop").unique(unicity::text),
    text("cgroup_parent"),
    text("cgroup"),
    integer("cpu_count"),
    float("cpu_percent"),
    integer("cpu_period"),
    integer("cpu_quota"),
    integer("cpu_rt_period"),
    integer("cpu_rt_runtime"),
    float("cpus").distinctive(),
    text("cpuset"),
    integer("cpu_shares"),
    words("command").merge(Merge::Replace).always().distinctive(),
    list("configs", &GRANT).short_items(lists::grant).unique(unicity::config),
    text("container_name").distinctive(),
    record("credential_spec", &Record::of(&[text("config"), text("file"), text("registry")])),
    map("depends_on", &DEPENDENCY).short(lists::depends_on).distinctive(),
    record("deploy", &DEPLOY).distinctive(),
    texts("device_cgroup_rules"),
    list("devices", &DEVICE).short_items(devices::device).unique(unicity::target),
    texts("dns").short(lists::one_or_more).unique(unicity::text).normalized(defaults::without_empty),
    texts("dns_opt").unique(unicity::text),
    texts("dns_search").short(lists::one_or_more).unique(unicity::text),
    text("domainname"),
    words("entrypoint").merge(Merge::Replace).always().distinctive(),
    record("provider", &Record::of(&[text("type"), Attribute::new("options", Type::Options)])),
    ENVIRONMENT.short(lists::variables).merge(Merge::ReplaceValues).unique_by_name().distinctive(),
    list("env_file", &ENV_FILE).short(lists::env_files).unique(unicity::path).never().distinctive(),
    texts("expose").unique(unicity::text),
    record("extends", &EXTENDS).short(lists::extends).followed().distinctive(),
    texts("external_links"),
    Attribute::new("extra_hosts", Type::Hosts).short(hosts::listed).unique_across_files(unicity::text),
    texts("group_add"),
    list("gpus", &REQUEST).short(devices::gpus),
    text("hostname"),
    record("healthcheck", &HEALTHCHECK).distinctive(),
    text("image").distinctive(),
    boolean("init").present(),
    text("ipc"),
    text("isolation"),
    LABELS.distinctive(),
    texts("label_file").short(lists::one_or_more).unique(unicity::text).path(PathKind::Local).never(),
    texts("links").unique(unicity::text),
    record("logging", &Record::of(&[text("driver"), mapping("options")])).merge(Merge::SameDriver),
    bytes("mem_limit").distinctive(),
    bytes("mem_reservation"),
    bytes("memswap_limit"),
    bytes("mem_swappiness"),
    text("mac_address"),
    map("models", &Record::of(&[text("endpoint_var"), text("model_var")])).short(lists::names),
    text("network_mode").distinctive(),
    map("networks", &ATTACHMENT).short(lists::names).distinctive(),
    boolean("oom_kill_disable"),
    integer("oom_score_adj"),
    text("pid"),
    integer("pids_limit"),
    text("platform"),
    list("ports", &PORT).short(ports::ports).unique(unicity::port).distinctive(),
    boolean("privileged"),
    text("pull_policy").normalized(defaults::missing),
    boolean("read_only"),
    text("restart").distinctive(),
    text("runtime"),
    integer("scale").present(),
    list("secrets", &SECRET).short_items(lists::grant).unique(unicity::secret),
    texts("security_opt"),
    bytes("shm_size"),
    boolean("stdin_open"),
    duration("stop_grace_period").present(),
    text("stop_signal"),
    Attribute::new("storage_opt", Type::Dictionary),
    assignments("sysctls"),
    texts("tmpfs").short(lists::one_or_more).unique(unicity::before_colon),
    boolean("tty"),
    Attribute::new("ulimits", Type::Ulimits(Cast::Text)),
    boolean("use_api_socket"),
    text("user"),
    text("userns_mode"),
    text("uts"),
    list("volumes", &MOUNT).short_items(volumes::mount).unique(unicity::target).distinctive(),
    texts("volumes_from"),
    text("working_dir"),
    list("post_start", &HOOK),
    list("pre_stop", &HOOK),
]);

/// Creates an attribute of texts by name whose short form is a list of `NAME=value`.
const fn assignments(key: &'static str) -> Attribute {
    mapping(key).short(lists::assignments).merge(Merge::ReplaceValues).unique_by_name()
}

/// Labels of a service, of its build and of its deployment.
pub(super) const LABELS: Attribute = assignments("labels");

/// Variables; a list stays a list if nothing can be merged with it.
const ENVIRONMENT: Attribute = Attribute::new("environment", Type::Mapping(Null::Kept));

/// The settings of one dependency of a service.
pub(crate) static DEPENDENCY: Record =
    Record::of(&[text("condition"), boolean("restart"), boolean("required").default(Default::True).always()]);

/// A file of variables.
pub(crate) static ENV_FILE: Record = Record::of(&[
    text("path").path(PathKind::Local),
    boolean("required").default(Default::True),
    text("format"),
]);

static EXTENDS: Record = Record::of(&[verbatim("service"), verbatim("file").path(PathKind::Local)]);

static HEALTHCHECK: Record = Record::of(&[
    Attribute::new("test", Type::Test).merge(Merge::Replace),
    duration("timeout").present(),
    duration("interval").present(),
    natural("retries").present(),
    duration("start_period").present(),
    duration("start_interval").present(),
    boolean("disable"),
]);

pub(super) static HOOK: Record = Record::of(&[
    words("command").always(),
    text("user"),
    boolean("privileged"),
    text("working_dir"),
    ENVIRONMENT,
]);

static PORT: Record = Record::of(&[
    text("name"),
    text("mode").default(Default::Text(ports::MODE)),
    text("host_ip"),
    Attribute::new("target", Type::Integer(Width::Unsigned(32), Cast::Text)),
    text("published"),
    text("protocol").default(Default::Text(ports::PROTOCOL)),
    text("app_protocol"),
]);
