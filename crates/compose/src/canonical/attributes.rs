//! The attributes of a project, in the order in which Docker Compose prints them (Compose Specification).

use super::types::{Attribute, Cast, Null, Type, Width};

const fn text(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Text)
}
const fn texts(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Texts)
}
const fn truth(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Truth)
}
const fn integer(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Integer(Width::Signed, Cast::Text))
}
const fn natural(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Integer(Width::Unsigned(64), Cast::Text))
}
const fn float(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Float)
}
const fn bytes(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Bytes)
}
const fn duration(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Duration)
}
const fn mapping(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Mapping(Null::Empty))
}
const fn words(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Words)
}
const fn record(key: &'static str, attributes: &'static [Attribute]) -> Attribute {
    Attribute::new(key, Type::Record(attributes))
}
const fn list(key: &'static str, of: &'static Type) -> Attribute {
    Attribute::new(key, Type::List(of))
}
const fn map(key: &'static str, of: &'static Type) -> Attribute {
    Attribute::new(key, Type::Map(of))
}
const ENVIRONMENT: Attribute = Attribute::new("environment", Type::Mapping(Null::Kept));
const EXTRA_HOSTS: Attribute = Attribute::new("extra_hosts", Type::Hosts);
const LABELS: Attribute = mapping("labels");

/// The project. Its `x-` attributes follow, as they are.
pub(super) static PROJECT: &[Attribute] = &[
    map("configs", &Type::Record(FILE_OBJECT)),
    text("name").always(),
    map("networks", &Type::Record(NETWORK)),
    map("secrets", &Type::Record(FILE_OBJECT)),
    map("services", &Type::Record(SERVICE)).always(),
    map("volumes", &Type::Record(VOLUME)),
    // Docker Compose does not print the models.
    map("models", &Type::Record(MODEL)).never(),
];

pub(super) static SERVICE: &[Attribute] = &[
    texts("profiles"),
    mapping("annotations"),
    truth("attach").present(),
    record("build", BUILD),
    record("develop", &[list("watch", &Type::Record(TRIGGER))]),
    record("blkio_config", BLOCK_IO),
    texts("cap_add"),
    texts("cap_drop"),
    text("cgroup_parent"),
    text("cgroup"),
    integer("cpu_count"),
    float("cpu_percent"),
    integer("cpu_period"),
    integer("cpu_quota"),
    integer("cpu_rt_period"),
    integer("cpu_rt_runtime"),
    float("cpus"),
    text("cpuset"),
    integer("cpu_shares"),
    words("command").always(),
    list("configs", &Type::Record(FILE_MOUNT)),
    text("container_name"),
    record("credential_spec", &[text("config"), text("file"), text("registry")]),
    map("depends_on", &Type::Record(&[text("condition"), truth("restart"), truth("required").always()])),
    record("deploy", DEPLOY),
    texts("device_cgroup_rules"),
    list("devices", &Type::Record(&[text("source"), text("target"), text("permissions")])),
    texts("dns"),
    texts("dns_opt"),
    texts("dns_search"),
    text("domainname"),
    words("entrypoint").always(),
    record("provider", &[text("type"), Attribute::new("options", Type::Options)]),
    ENVIRONMENT,
    list("env_file", &Type::Record(&[text("path"), truth("required"), text("format")])).never(),
    texts("expose"),
    texts("external_links"),
    EXTRA_HOSTS,
    texts("group_add"),
    list("gpus", &Type::Record(DEVICE_REQUEST)),
    text("hostname"),
    record("healthcheck", HEALTHCHECK),
    text("image"),
    truth("init").present(),
    text("ipc"),
    text("isolation"),
    LABELS,
    texts("label_file").never(),
    texts("links"),
    record("logging", &[text("driver"), mapping("options")]),
    bytes("mem_limit"),
    bytes("mem_reservation"),
    bytes("memswap_limit"),
    bytes("mem_swappiness"),
    text("mac_address"),
    map("models", &Type::Record(&[text("endpoint_var"), text("model_var")])),
    text("network_mode"),
    map("networks", &Type::Record(SERVICE_NETWORK)),
    truth("oom_kill_disable"),
    integer("oom_score_adj"),
    text("pid"),
    integer("pids_limit"),
    text("platform"),
    list("ports", &Type::Record(PORT)),
    truth("privileged"),
    text("pull_policy"),
    truth("read_only"),
    text("restart"),
    text("runtime"),
    integer("scale").present(),
    list("secrets", &Type::Record(FILE_MOUNT)),
    texts("security_opt"),
    bytes("shm_size"),
    truth("stdin_open"),
    duration("stop_grace_period").present(),
    text("stop_signal"),
    Attribute::new("storage_opt", Type::Dictionary),
    mapping("sysctls"),
    texts("tmpfs"),
    truth("tty"),
    map("ulimits", &Type::Ulimit(Cast::Text)),
    truth("use_api_socket"),
    text("user"),
    text("userns_mode"),
    text("uts"),
    list("volumes", &Type::Record(MOUNT)),
    texts("volumes_from"),
    text("working_dir"),
    list("post_start", &Type::Record(HOOK)),
    list("pre_stop", &Type::Record(HOOK)),
];

static BUILD: &[Attribute] = &[
    text("context"),
    text("dockerfile"),
    text("dockerfile_inline"),
    texts("entitlements"),
    Attribute::new("args", Type::Mapping(Null::Dropped)),
    text("provenance"),
    text("sbom"),
    Attribute::new("ssh", Type::SshKeys),
    LABELS,
    texts("cache_from"),
    texts("cache_to"),
    truth("no_cache"),
    mapping("additional_contexts"),
    truth("pull"),
    EXTRA_HOSTS,
    text("isolation"),
    text("network"),
    text("target"),
    list("secrets", &Type::Record(FILE_MOUNT)),
    bytes("shm_size"),
    texts("tags"),
    map("ulimits", &Type::Ulimit(Cast::Never)),
    texts("platforms"),
    truth("privileged"),
];

static TRIGGER: &[Attribute] = &[
    text("path").always(),
    text("action").always(),
    text("target"),
    record("exec", HOOK).always(),
    texts("include"),
    texts("ignore"),
    truth("initial_sync"),
];

static HOOK: &[Attribute] =
    &[words("command").always(), text("user"), truth("privileged"), text("working_dir"), ENVIRONMENT];

static BLOCK_IO: &[Attribute] = &[
    WEIGHT,
    list(
        "weight_device",
        &Type::Record(&[text("path").printed("Path").always(), WEIGHT.printed("Weight").always()]),
    ),
    list("device_read_bps", &RATE),
    list("device_read_iops", &RATE),
    list("device_write_bps", &RATE),
    list("device_write_iops", &RATE),
];
const WEIGHT: Attribute = Attribute::new("weight", Type::Integer(Width::Unsigned(16), Cast::Never));
static RATE: Type =
    Type::Record(&[text("path").printed("Path").always(), bytes("rate").printed("Rate").always()]);

static FILE_MOUNT: &[Attribute] = &[
    text("source"),
    text("target"),
    text("uid"),
    text("gid"),
    Attribute::new("mode", Type::FileMode).present(),
];

static DEPLOY: &[Attribute] = &[
    text("mode"),
    integer("replicas").present(),
    LABELS,
    record("update_config", UPDATE),
    record("rollback_config", UPDATE),
    record("resources", &[record("limits", RESOURCES), record("reservations", RESOURCES)]).always(),
    record(
        "restart_policy",
        &[
            text("condition"),
            duration("delay").present(),
            natural("max_attempts").present(),
            duration("window").present(),
        ],
    ),
    record(
        "placement",
        &[
            texts("constraints"),
            list("preferences", &Type::Record(&[text("spread")])),
            natural("max_replicas_per_node"),
        ],
    )
    .always(),
    text("endpoint_mode"),
];

static UPDATE: &[Attribute] = &[
    natural("parallelism").present(),
    duration("delay"),
    text("failure_action"),
    duration("monitor"),
    float("max_failure_ratio"),
    text("order"),
];

static RESOURCES: &[Attribute] = &[
    float("cpus"),
    bytes("memory"),
    integer("pids"),
    list("devices", &Type::Record(DEVICE_REQUEST)),
    list(
        "generic_resources",
        &Type::Record(&[record(
            "discrete_resource_spec",
            &[text("kind").always(), integer("value").always()],
        )]),
    ),
];

static DEVICE_REQUEST: &[Attribute] = &[
    texts("capabilities"),
    text("driver"),
    Attribute::new("count", Type::Count),
    texts("device_ids"),
    mapping("options"),
];

static HEALTHCHECK: &[Attribute] = &[
    Attribute::new("test", Type::Test),
    duration("timeout").present(),
    duration("interval").present(),
    natural("retries").present(),
    duration("start_period").present(),
    duration("start_interval").present(),
    truth("disable"),
];

static SERVICE_NETWORK: &[Attribute] = &[
    texts("aliases"),
    mapping("driver_opts"),
    integer("gw_priority"),
    text("interface_name"),
    text("ipv4_address"),
    text("ipv6_address"),
    texts("link_local_ips"),
    text("mac_address"),
    integer("priority"),
];

static PORT: &[Attribute] = &[
    text("name"),
    text("mode"),
    text("host_ip"),
    Attribute::new("target", Type::Integer(Width::Unsigned(32), Cast::Text)),
    text("published"),
    text("protocol"),
    text("app_protocol"),
];

static MOUNT: &[Attribute] = &[
    text("type"),
    text("source"),
    text("target"),
    truth("read_only"),
    text("consistency"),
    record("bind", &[text("selinux"), text("propagation"), truth("create_host_path"), text("recursive")]),
    record("volume", &[LABELS, truth("nocopy"), text("subpath")]),
    record(
        "tmpfs",
        &[bytes("size"), Attribute::new("mode", Type::Integer(Width::Unsigned(32), Cast::Never))],
    ),
    record("image", &[text("subpath")]),
];

static NETWORK: &[Attribute] = &[
    text("name"),
    text("driver"),
    mapping("driver_opts"),
    record("ipam", &[text("driver"), list("config", &Type::Record(POOL))]).always(),
    truth("external"),
    truth("internal"),
    truth("attachable"),
    LABELS,
    truth("enable_ipv4").present(),
    truth("enable_ipv6").present(),
];

static POOL: &[Attribute] = &[text("subnet"), text("gateway"), text("ip_range"), mapping("aux_addresses")];

static VOLUME: &[Attribute] =
    &[text("name"), text("driver"), mapping("driver_opts"), truth("external"), LABELS];

static FILE_OBJECT: &[Attribute] = &[
    text("name"),
    text("file"),
    text("environment"),
    text("content"),
    truth("external"),
    LABELS,
    text("driver"),
    Attribute::new("driver_opts", Type::Dictionary),
    text("template_driver"),
];

static MODEL: &[Attribute] = &[text("name"), text("model"), integer("context_size"), texts("runtime_flags")];
