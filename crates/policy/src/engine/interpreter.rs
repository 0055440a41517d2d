//! The interpreter, and the limits on one rule.

use crate::error::PolicyError;
use crate::user::CompiledFiles;
use regorus::Value;
use regorus::utils::limits::ExecutionTimerConfig;
use std::num::NonZeroU32;
use std::time::Duration;

/// The time limit of one rule on one resource, or of one unit test: the only limit in the interpreter, and on
/// builtins.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Returns the message for an evaluation that exceeded `limit`.
pub(crate) fn stopped(limit: Duration) -> String {
    format!("it was stopped after {} s", limit.as_secs_f32())
}

/// The time limit of one built-in rule on one resource. Instructions stop it long before, at the same point on every
/// computer, however busy.
const TRUSTED_TIME_LIMIT: Duration = Duration::from_mins(1);

/// Returns the timer for built-in rules.
pub(super) fn trusted_timer() -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit: TRUSTED_TIME_LIMIT, ..timer() }
}

pub(super) fn timer() -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit: TIME_LIMIT, check_interval: NonZeroU32::MIN.saturating_add(1023) }
}

/// Analyses the policies of `engine` once; otherwise each clone would do so before its first evaluation. The
/// evaluated rule does not exist, so nothing else runs. An error of the analysis is reported by every evaluation.
pub(crate) fn analyse(engine: &mut regorus::Engine) {
    let _ = engine.eval_rule("data".to_owned());
}

/// Creates an interpreter with the policies of `compiled`.
pub(crate) fn interpreter(
    compiled: Option<&CompiledFiles>,
    data: Value,
) -> Result<regorus::Engine, PolicyError> {
    let mut engine = compiled.map_or_else(regorus::Engine::new, |compiled| compiled.0.clone());
    engine.set_strict_builtin_errors(true);
    // By default, `print` writes to the terminal.
    engine.set_gather_prints(true);
    engine.set_execution_timer_config(timer());
    engine.add_data(data).map_err(|error| PolicyError::Internal(error.to_string()))?;
    Ok(engine)
}
