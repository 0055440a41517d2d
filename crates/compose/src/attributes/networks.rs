//! Networks, and a service's settings for the networks that it joins (Compose Specification, "networks").

use super::project::LABELS;
use super::row::{boolean, integer, list, mapping, record, text, texts};
use super::{Merge, Record};
use crate::unicity;

pub(super) static NETWORK: Record = Record::of(&[
    text("name"),
    text("driver"),
    mapping("driver_opts"),
    record("ipam", &Record::of(&[text("driver"), list("config", &POOL).merge(Merge::BySubnet)])).always(),
    boolean("external"),
    boolean("internal"),
    boolean("attachable"),
    LABELS.unique_by_name(),
    boolean("enable_ipv4").present(),
    boolean("enable_ipv6").present(),
]);

static POOL: Record =
    Record::of(&[text("subnet"), text("gateway"), text("ip_range"), mapping("aux_addresses")]);

pub(super) static ATTACHMENT: Record = Record::of(&[
    texts("aliases").unique(unicity::text),
    mapping("driver_opts"),
    integer("gw_priority"),
    text("interface_name"),
    text("ipv4_address"),
    text("ipv6_address"),
    texts("link_local_ips").unique(unicity::text),
    text("mac_address"),
    integer("priority"),
]);
